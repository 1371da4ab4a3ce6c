"""A list as CSV: all of it, for its organisation alone, and nothing that a program would run (T13, T17)."""

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from kakunin.foundation import clock
from kakunin.models.audit import AuditEvent
from kakunin.models.certificate import Certificate
from kakunin.web.desk import table
from tests.web.desk.conftest import Desk
from tests.web.desk.looking import Looker
from tests.world import make_association, make_insurer, make_staff, open_viewing, reveal

pytestmark = pytest.mark.database  # what is read, not only how it is shown


@pytest.fixture
def look(desk: Desk) -> Looker:
    return Looker(desk.clerk)


def test_each_row_tells_what_reconciliation_needs(desk: Desk, look: Looker) -> None:
    made = desk.make("A-1")
    Certificate.objects.update(
        amount=1234000, period_start="2026-04-01", project_name="舗装工事", obligee_name="例示市"
    )
    open_viewing(reveal(made))
    (row,) = look.rows()
    today = f"{clock.today():%Y/%m/%d}"
    assert row.pop("アップロード日時").startswith(today)
    assert row.pop("初回閲覧日時").startswith(today)
    assert row == {
        "証券番号": "A-1",
        "証券等の種類": "公共工事履行保証証券（履行ボンド）",
        "保険会社": "甲損害保険株式会社",
        "取扱代理店": "みなと保険",
        "受注者名": "株式会社例示建設",
        "工事名（件名）": "舗装工事",
        "発注者名": "例示市",
        "保証金額（円）": "1234000",
        "保証期間の始期": "2026/04/01",
        "保証期間の終期": "",
        "アップロードした方": desk.clerk.name,
        "書類の数": "1",
        "メール": "送信待ち",
        "状態": "有効",
    }


def test_excel_reads_it_and_no_browser_keeps_it(desk: Desk, look: Looker) -> None:
    desk.make("A-1")
    answer = look.get("table")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert f"{clock.today():%Y%m%d}.csv" in answer.headers["Content-Disposition"]
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.content.count(b"\r\n") == 2


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@A1", "＝cmd|'/c calc'!A1", "＋1", "－1", "＠A1", "\u3000=1"]
)
def test_no_cell_is_a_formula(text: str, desk: Desk, look: Looker) -> None:
    desk.make("A-1")
    Certificate.objects.update(contractor_name=text, project_name=f'"{text}",{text}', office_name=text)
    (row,) = look.rows()
    assert row["受注者名"] == f"'{text}"
    assert row["工事名（件名）"] == f'"{text}",{text}'
    assert len(row) == 16


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("000123", "'000123"),
        ("1-2", "'1-2"),
        ("１－２", "'１－２"),
        ("123456789012", "'123456789012"),
        ("1E5", "'1E5"),
        ("2026/4", "'2026/4"),
        ("A-000123", "A-000123"),
        ("12345", "12345"),
    ],
)
def test_no_number_is_read_as_another(number: str, shown: str, desk: Desk, look: Looker) -> None:
    desk.make(number)
    (row,) = look.rows()
    assert row["証券番号"] == shown


def test_no_half_of_the_key_and_no_address_is_in_it(desk: Desk, look: Looker) -> None:
    key = reveal(desk.make("A-1"))
    text = look.get("table").content.decode()
    assert key.locator not in text
    assert key.password not in text
    assert "@" not in text


def test_who_uploaded_is_named_to_colleagues_only(desk: Desk, look: Looker) -> None:
    desk.make("A-1")
    (row,) = Looker(make_staff(desk.insurer)).rows()
    assert row["アップロードした方"] == ""
    assert row["取扱代理店"] == "みなと保険"


def test_strangers_get_an_empty_table_and_the_association_none(desk: Desk) -> None:
    desk.make("A-1")
    assert Looker(make_staff(make_insurer("丁損保"))).rows() == []
    assert Looker(make_staff(make_association())).get("table").status_code == 404


def test_it_is_that_list_and_those_filters(desk: Desk, look: Looker) -> None:
    desk.make("A-1")
    desk.make("B-2")
    assert [row["証券番号"] for row in look.rows(q="b-2", list="today")] == ["B-2"]
    assert look.rows(list="withdrawn") == []


def test_too_many_are_not_cut_off_but_refused_with_the_way_out(
    desk: Desk, look: Looker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table, "MOST", 2)
    for number in range(2):
        desk.make(f"A-{number}")
    assert len(look.rows()) == 2
    desk.make("A-2")
    answer = look.get("table")
    assert answer.status_code == 422
    assert "絞り込んでから" in answer.content.decode()
    assert AuditEvent.objects.filter(type="certificates_exported").count() == 1


def test_the_organisation_sees_that_it_was_taken(desk: Desk, look: Looker) -> None:
    for number in range(3):
        desk.make(f"A-{number}")
    look.rows()
    event = AuditEvent.objects.get(type=AuditEvent.Type.CERTIFICATES_EXPORTED)
    assert (event.about, event.facts) == (desk.agency, {"count": 3, "by": desk.clerk.name})
    client = Client()
    client.force_login(desk.clerk)
    assert "証券等の一覧をCSVで書き出しました" in client.get(reverse("members:history")).content.decode()


def test_many_rows_cost_no_more_queries(
    desk: Desk, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(12):
        desk.make(f"A-{number}")
    client = Client()
    client.force_login(desk.clerk)
    with django_assert_max_num_queries(9):
        answer = client.get(reverse("desk:table"))
    assert len(list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))) == 13
