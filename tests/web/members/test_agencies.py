"""An insurer's agencies, from the screens (U1)."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kakunin.foundation import clock
from kakunin.models.certificate import Certificate
from kakunin.models.invitation import Invitation
from kakunin.models.party import Agency, AgencyContract
from kakunin.web.members import agencies
from tests.web.members.conftest import People, as_, press, see, text_of
from tests.world import make_administrator, make_agency, make_certificate, make_insurer, make_staff

TODAY = clock.today()
OFFICE = {"office_name": "新取扱店", "office_phone": "03-0000-0000", "office_contact": "新 担当"}


def end_contract(people: People) -> None:
    people.agency.contracts.update(starts_on="2020-01-01", ends_on="2021-01-01")


def test_the_list_shows_ones_own_agencies_only(people: People) -> None:
    make_agency("他社の代理店", insurers=[make_insurer("丙損害保険株式会社")])
    shown = see(people.ines, "agencies")
    assert "乙代理店" in shown
    assert "他社の代理店" not in shown


def test_without_any_the_list_says_how_to_begin(people: People) -> None:
    rival = make_administrator(make_insurer("丙損害保険株式会社"))
    assert "取扱代理店は、まだありません" in see(rival, "agencies")


def test_an_agency_is_found_by_a_part_of_its_name_and_pages_are_turned(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(agencies, "PAGE_SIZE", 2)
    for number in range(3):
        make_agency(f"みなと保険{number}", insurers=[people.insurer])
    assert "みなと保険1" in see(people.ines, "agencies", q="と保険1")
    assert "乙代理店" not in see(people.ines, "agencies", q="みなと")
    assert "みなと保険2" in see(people.ines, "agencies", q="みなと", page="2")
    assert "ありません" in see(people.ines, "agencies", q="%_\0")


def test_ones_own_certificates_are_counted_beside_each_agency(people: People) -> None:
    other = make_insurer("丙損害保険株式会社")
    AgencyContract.objects.create(agency=people.agency, insurer=other, starts_on=TODAY)
    for insurer in (people.insurer, people.insurer, other):
        make_certificate(insurer=insurer, agency=people.agency, by=people.mia)
    make_agency("空代理店", insurers=[people.insurer])
    shown = see(people.ines, "agencies")
    assert re.findall(r"(\S+代理店) 契約中 \S+ (\d+)件", shown) == [("乙代理店", "2"), ("空代理店", "0")]


def test_only_for_the_agencies_shown_certificates_are_counted(people: People) -> None:
    client = as_(people.ines)
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("members:agencies"))
    about = [query["sql"] for query in queries if 'FROM "kakunin_agency"' in query["sql"]]
    pages = [sql for sql in about if 'kakunin_certificate"' in sql]
    assert len(about) == 2
    # Not in the one that counts the agencies; in the other for a row at a time, after the page was cut out.
    assert len(pages) == 1
    assert "JOIN" not in pages[0]


def test_the_list_tells_a_contract_to_come_from_one_that_is_over(people: People) -> None:
    make_certificate(insurer=people.insurer, agency=people.agency, by=people.anna)
    people.agency.contracts.update(starts_on=TODAY + timedelta(days=1))
    assert "開始前" in see(people.ines, "agencies")
    end_contract(people)
    shown = see(people.ines, "agencies")
    assert "終了" in shown
    assert "移管が必要" in shown


def test_the_last_day_to_be_changed_is_filled_in(people: People) -> None:
    people.agency.contracts.update(ends_on=TODAY + timedelta(days=30))
    page = as_(people.ines).get(reverse("members:end", args=[people.agency.pk])).content.decode()
    assert f'value="{TODAY + timedelta(days=30)}"' in page


def test_a_new_agency_and_its_first_administrator(people: People) -> None:
    typed = {"name": "新代理店", "starts_on": str(TODAY), "person": "長 一郎", "address": "new@example.jp"}
    answer = press(people.ines, "add_agency", **typed, linking_code="ABCD", insurer=999)
    assert "新代理店を追加し" in text_of(answer)
    agency = Agency.objects.get(name="新代理店")
    assert agency.linking_code != "ABCD"
    assert agency.contracts.get().insurer == people.insurer
    shown = see(people.ines, "agency", agency.pk)
    assert "new@example.jp" in shown
    assert "招待中" in shown
    invitation = Invitation.objects.get()
    answer = press(people.ines, "withdraw", invitation.uuid)
    assert answer.redirect_chain[-1][0] == reverse("members:agency", args=[agency.pk])
    answer = press(people.ines, "invite_agency", agency.pk, person="長 二郎", address="two@example.jp")
    assert answer.status_code == 200
    assert Invitation.objects.get(ended_at=None).organisation == agency


def test_to_an_agency_with_an_administrator_the_insurer_invites_nobody(people: People) -> None:
    address = reverse("members:invite_agency", args=[people.agency.pk])
    assert as_(people.ines).get(address).status_code == 404
    assert (
        address
        not in as_(people.ines).get(reverse("members:agency", args=[people.agency.pk])).content.decode()
    )


def test_a_contract_by_the_linking_code(people: People) -> None:
    rival = make_administrator(make_insurer("丙損害保険株式会社"))
    wrong = press(rival, "link_agency", code="AAAA-AAAA-AAAA", starts_on=str(TODAY))
    assert wrong.status_code == 422
    assert "見つかりませんでした" in text_of(wrong)
    right = press(rival, "link_agency", code=people.agency.shown_code, starts_on=str(TODAY))
    assert "乙代理店との契約を登録しました" in text_of(right)


def test_a_contract_ends_and_begins_again(people: People) -> None:
    long_ago = press(people.ines, "end", people.agency.pk, ends_on="2020-01-01")
    assert long_ago.status_code == 422
    assert "昨日か、それより後の日" in text_of(long_ago)
    assert people.agency.contracts.get().ends_on is None
    yesterday = TODAY - timedelta(days=1)
    AgencyContract.objects.update(starts_on=yesterday)
    press(people.ines, "end", people.agency.pk, ends_on=str(yesterday))
    assert people.agency.contracts.get().ends_on == yesterday
    assert "終了" in see(people.ines, "agency", people.agency.pk)
    assert as_(people.ines).get(reverse("members:end", args=[people.agency.pk])).status_code == 404
    press(people.ines, "renew", people.agency.pk, starts_on=str(TODAY))
    assert AgencyContract.objects.running().filter(agency=people.agency).exists()
    assert as_(people.ines).get(reverse("members:renew", args=[people.agency.pk])).status_code == 404


def test_a_mistyped_year_does_not_bar_an_agency_for_a_thousand(people: People) -> None:
    AgencyContract.objects.update(starts_on="2020-01-01", ends_on="2020-01-01")
    answer = press(people.ines, "renew", people.agency.pk, starts_on="3026-01-01")
    assert answer.status_code == 422
    assert "1年後までの日" in text_of(answer)
    assert people.agency.contracts.count() == 1


class TestMoving:
    @pytest.fixture
    def certificate(self, people: People) -> Certificate:
        return make_certificate(insurer=people.insurer, agency=people.agency, by=people.mia).certificate

    def test_it_is_offered_after_the_end_only(self, people: People, certificate: Certificate) -> None:
        address = reverse("members:move", args=[people.agency.pk])
        ines = as_(people.ines)
        assert ines.get(address).status_code == 404
        end_contract(people)
        assert "1件を、すべて移管します" in text_of(ines.get(address))
        assert address in ines.get(reverse("members:agency", args=[people.agency.pk])).content.decode()

    def test_to_oneself(self, people: People, certificate: Certificate) -> None:
        end_contract(people)
        answer = press(people.ines, "move", people.agency.pk, to="own", **OFFICE)
        assert "証券等 1件を移管しました" in text_of(answer)
        certificate.refresh_from_db()
        assert certificate.agency is None

    def test_not_to_anothers_agency_whatever_the_browser_sends(
        self, people: People, certificate: Certificate
    ) -> None:
        end_contract(people)
        rivals = make_agency("他社の代理店", insurers=[make_insurer("丙損害保険株式会社")])
        for to in (rivals.pk, people.agency.pk, "", "x", 10**30):
            answer = press(people.ines, "move", people.agency.pk, to=to, **OFFICE)
            assert answer.status_code == 422
            assert "他社の代理店" not in text_of(answer)
        certificate.refresh_from_db()
        assert certificate.agency == people.agency

    def test_the_next_agency_learns_nothing_of_the_people_before(
        self, people: People, certificate: Certificate
    ) -> None:
        end_contract(people)
        heir = make_agency("次代理店", insurers=[people.insurer])
        press(people.ines, "move", people.agency.pk, to=heir.pk, **OFFICE)
        client = as_(make_staff(heir))
        page = client.get(reverse("desk:detail", args=[certificate.uuid])).content.decode()
        assert "新取扱店" in page
        assert "contractor@example.co.jp" in page
        for secret in (people.mia.name, people.mia.email, people.agency.name):
            assert secret not in page
        assert "移管された証券等です" in page
        seen_by_insurer = as_(people.ines).get(reverse("desk:detail", args=[certificate.uuid]))
        assert people.mia.email in seen_by_insurer.content.decode()
        assert "次代理店" in seen_by_insurer.content.decode()


def test_the_insurers_desk_names_the_agency_and_the_agencys_the_insurer(people: People) -> None:
    make_certificate(insurer=people.insurer, agency=people.agency, by=people.mia)
    make_certificate(insurer=people.insurer, agency=None, by=people.ines)
    desk = reverse("desk:list")
    theirs = text_of(as_(people.ines).get(desk))
    assert "乙代理店" in theirs
    assert "自社" in theirs
    assert people.insurer.name in text_of(as_(people.mia).get(desk))


def test_an_agency_whose_contract_ended_is_told_whom_to_ask(people: People) -> None:
    end_contract(people)
    shown = text_of(as_(people.mia).get(reverse("upload:new")))
    assert "有効な代理店契約がない" in shown
    assert "損害保険会社の担当部署" in shown
