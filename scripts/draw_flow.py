"""Draws docs/flow.svg and docs/flow.ja.svg: the way of a certificate, for the two READMEs."""

from pathlib import Path

WORDS = {
    "flow.svg": {
        "font": "system-ui, sans-serif",
        "title": "How a certificate reaches the obligee",
        "people": ["Insurer or agency", "Kakunin", "Contractor", "Obligee (city, ministry)"],
        "steps": ["PDF of the certificate", "viewing URL (mail)", "viewing password (mail)"],
        "hand": "password, in the submission form",
        "give": "URL and password",
        "look": "URL and password: the pages on the screen",
    },
    "flow.ja.svg": {
        "font": "'Noto Sans JP', 'Noto Sans CJK JP', sans-serif",
        "title": "証券等が発注者に届くまで",
        "people": ["損害保険会社・取扱代理店", "Kakunin（確認システム）", "受注者", "発注者（市・省庁など）"],
        "steps": ["証券等PDF", "閲覧用URL（メール）", "閲覧用パスワード（メール）"],
        "hand": "パスワード（発注者提出用フォーマット）",
        "give": "URLとパスワード",
        "look": "URLとパスワードで、ページを画面で確認",
    },
}
COLUMNS = [110, 340, 570, 800]
TOP, STEP = 92, 46


def arrow(row: int, start: int, end: int, text: object, number: int) -> str:
    """One numbered arrow from one person to another."""
    y = TOP + row * STEP
    x1, x2 = COLUMNS[start], COLUMNS[end]
    inset = 10 if x2 > x1 else -10
    middle = (x1 + x2) / 2
    return (
        f'<line x1="{x1}" y1="{y}" x2="{x2 - inset}" y2="{y}" stroke="#0017c1" stroke-width="2" marker-end="url(#tip)"/>'
        f'<rect x="{middle - 108}" y="{y - 27}" width="216" height="19" fill="#ffffff"/>'
        f'<text x="{middle}" y="{y - 12}" text-anchor="middle" font-size="13" fill="#1a1a1a">{number} {text}</text>'
    )


def draw(words: dict[str, object]) -> str:
    """The whole picture as SVG, readable without colours."""
    people, steps = words["people"], words["steps"]
    assert isinstance(people, list)
    assert isinstance(steps, list)
    rows = [
        (0, 1, steps[0]),
        (1, 2, steps[1]),
        (1, 0, steps[2]),
        (0, 2, words["hand"]),
        (2, 3, words["give"]),
        (3, 1, words["look"]),
    ]
    height = TOP + len(rows) * STEP
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 910 {height}" role="img" '
        f'font-family="{words["font"]}"><title>{words["title"]}</title>'
        '<defs><marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" '
        'orient="auto"><path d="M0 0L10 5L0 10z" fill="#0017c1"/></marker></defs>'
        f'<rect width="910" height="{height}" fill="#ffffff"/>'
    ]
    for x, name in zip(COLUMNS, people, strict=True):
        parts.append(
            f'<line x1="{x}" y1="46" x2="{x}" y2="{height - 16}" stroke="#b3b3b3" stroke-dasharray="3 4"/>'
            f'<rect x="{x - 98}" y="14" width="196" height="34" rx="8" fill="#e8f1fe" stroke="#0017c1"/>'
            f'<text x="{x}" y="36" text-anchor="middle" font-size="14" font-weight="bold" fill="#1a1a1a">{name}</text>'
        )
    parts += [arrow(row, *step, row + 1) for row, step in enumerate(rows)]
    return "\n".join([*parts, "</svg>", ""])


if __name__ == "__main__":
    for name, words in WORDS.items():
        (Path("docs") / name).write_text(draw(words))
