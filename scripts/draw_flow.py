"""Draws docs/flow.svg and docs/flow.ja.svg: the way of a certificate, for the two READMEs."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Words:
    """``people`` from left to right; ``steps`` in order, as ROWS wants them."""

    font: str
    title: str
    people: tuple[str, str, str, str]
    steps: tuple[str, str, str, str, str, str]


WORDS = {
    "flow.svg": Words(
        "system-ui, sans-serif",
        "How a certificate reaches the obligee",
        ("Insurer or agency", "Kakunin", "Contractor", "Obligee (city, ministry)"),
        (
            "PDF of the certificate",
            "viewing URL (mail)",
            "viewing password (mail)",
            "password, in the submission form",
            "URL and password",
            "URL and password: the pages on the screen",
        ),
    ),
    "flow.ja.svg": Words(
        "'Noto Sans JP', 'Noto Sans CJK JP', sans-serif",
        "証券等が発注者に届くまで",
        ("損害保険会社・取扱代理店", "Kakunin（確認システム）", "受注者", "発注者（市・省庁など）"),
        (
            "証券等PDF",
            "閲覧用URL（メール）",
            "閲覧用パスワード（メール）",
            "パスワード（発注者提出用フォーマット）",
            "URLとパスワード",
            "URLとパスワードで、ページを画面で確認",
        ),
    ),
}
# From which person to which, step by step.
ROWS = [(0, 1), (1, 2), (1, 0), (0, 2), (2, 3), (3, 1)]
COLUMNS = [110, 340, 570, 800]
TOP, STEP = 92, 46
BLUE, INK = "#0017c1", "#1a1a1a"


def arrow(row: int, text: str) -> str:
    """One numbered arrow from one person to another."""
    start, end = ROWS[row]
    y = TOP + row * STEP
    x1, x2 = COLUMNS[start], COLUMNS[end]
    tip = x2 - (10 if x2 > x1 else -10)
    middle = (x1 + x2) / 2
    return "".join(
        [
            f'<line x1="{x1}" y1="{y}" x2="{tip}" y2="{y}" stroke="{BLUE}" stroke-width="2" ',
            'marker-end="url(#tip)"/>',
            f'<rect x="{middle - 108}" y="{y - 27}" width="216" height="19" fill="#ffffff"/>',
            f'<text x="{middle}" y="{y - 12}" text-anchor="middle" font-size="13" fill="{INK}">',
            f"{row + 1} {text}</text>",
        ]
    )


def person(x: int, name: str, height: int) -> str:
    """A name in a box and a line down."""
    return "".join(
        [
            f'<line x1="{x}" y1="46" x2="{x}" y2="{height - 16}" stroke="#b3b3b3" stroke-dasharray="3 4"/>',
            f'<rect x="{x - 98}" y="14" width="196" height="34" rx="8" fill="#e8f1fe" stroke="{BLUE}"/>',
            f'<text x="{x}" y="36" text-anchor="middle" font-size="14" font-weight="bold" fill="{INK}">',
            f"{name}</text>",
        ]
    )


def draw(words: Words) -> str:
    """The whole picture as SVG, readable without colours."""
    height = TOP + len(ROWS) * STEP
    head = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 910 {height}" role="img" ',
        f'font-family="{words.font}"><title>{words.title}</title>',
        '<defs><marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" ',
        f'orient="auto"><path d="M0 0L10 5L0 10z" fill="{BLUE}"/></marker></defs>',
        f'<rect width="910" height="{height}" fill="#ffffff"/>',
    ]
    people = [person(x, name, height) for x, name in zip(COLUMNS, words.people, strict=True)]
    arrows = [arrow(row, text) for row, text in enumerate(words.steps)]
    return "\n".join(["".join(head), *people, *arrows, "</svg>", ""])


if __name__ == "__main__":
    for name, words in WORDS.items():
        (Path("docs") / name).write_text(draw(words))
