"""Narrowing a list down (U6)."""

from datetime import date, timedelta

import pytest

from kakunin.models.certificate import Certificate
from kakunin.web.desk import rows
from kakunin.web.desk.lists import day_begins
from tests.web.desk.conftest import Desk
from tests.web.desk.looking import Looker
from tests.world import make_agency, make_certificate, make_insurer, make_staff

pytestmark = pytest.mark.database  # what is read, not only how it is shown


@pytest.fixture
def look(desk: Desk) -> Looker:
    """Three certificates: of a road, a school, and one without a project."""
    for number, contractor, project, obligee in (
        ("A-100", "髙﨑建設", "市道第７号線 舗装工事", "例示市"),
        ("B-200", "森田組", "北小学校 体育館改修工事", "例示県"),
        ("C-300", "100%建設_A", "", ""),
    ):
        make_certificate(
            insurer=desk.insurer,
            agency=desk.agency,
            by=desk.clerk,
            number=number,
            contractor_name=contractor,
            project_name=project,
            obligee_name=obligee,
        )
    return Looker(desk.clerk)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("b200", ["B-200"]),
        ("Ｂ－２００", ["B-200"]),
        ("森田", ["B-200"]),
        ("髙﨑", ["A-100"]),
        ("第7号", ["A-100"]),
        ("工事", ["B-200", "A-100"]),
        ("工事　例示県", ["B-200"]),
        ("例示県 舗装", []),
        ("0%", ["C-300"]),
        ("設_a", ["C-300"]),
        ("%%", []),
        ("__", []),
        ("'OR1=1--", []),
        ("\\\\", []),
        ("   ", ["C-300", "B-200", "A-100"]),
    ],
)
def test_words_are_found_wherever_they_stand_and_however_written(
    words: str, found: list[str], look: Looker
) -> None:
    assert look.numbers(q=words) == found
    assert [row["証券番号"] for row in look.rows(q=words)] == found


def test_days_are_those_of_japan_and_both_ends_count(look: Looker) -> None:
    at = day_begins(date(2026, 4, 1))
    for number, moment in (
        ("A-100", at - timedelta(seconds=1)),
        ("B-200", at),
        ("C-300", at + timedelta(days=1, seconds=-1)),
    ):
        Certificate.objects.filter(number=number).update(created_at=moment)
    assert look.numbers(since="2026-04-01") == ["C-300", "B-200"]
    assert look.numbers(until="2026-03-31") == ["A-100"]
    assert look.numbers(since="2026-04-01", until="2026-04-01") == ["C-300", "B-200"]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"q": "森"}, "2文字以上"),
        ({"q": "森田 組"}, "2文字以上"),
        ({"q": "a\x00b"}, "制御文字は使えません"),
        ({"q": "あ" * 101}, "100"),
        ({"q": "ああ " * 11}, "10個まで"),
        ({"since": "2026-02-30"}, "日付"),
        ({"since": "2026-04-02", "until": "2026-04-01"}, "後の日"),
    ],
)
def test_what_can_not_be_looked_for_is_said_and_kept(asked: dict[str, str], words: str, look: Looker) -> None:
    for name in ("list", "table"):
        answer = look.get(name, **asked)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert words in page
        assert 'aria-invalid="true"' in page
        assert "A-100" not in page


def test_nothing_found_says_what_to_do(look: Looker) -> None:
    page = look.page(q="見つからない")
    assert "条件に合う証券等は、見つかりませんでした" in page
    assert "条件を消す" in page
    assert 'value="見つからない"' in page


def test_others_certificates_are_never_found(desk: Desk, look: Looker) -> None:
    strangers = [
        make_staff(make_agency("よその代理店", insurers=[desk.insurer])),
        make_staff(make_insurer("丁損保")),
    ]
    for stranger in map(Looker, strangers):
        assert stranger.numbers(q="工事") == []
        assert stranger.rows(q="工事") == []


def test_the_way_on_keeps_what_was_asked(desk: Desk, look: Looker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "PAGE_SIZE", 1)
    page = look.page(q="工事 例示", list="today")
    assert "?list=today&amp;q=%E5%B7%A5%E4%BA%8B+%E4%BE%8B%E7%A4%BA&amp;before=" in page
    before = str(Certificate.objects.get(number="B-200").pk)
    assert look.numbers(q="工事 例示", list="today", before=before) == ["A-100"]
