"""The operator's way into an organisation that nobody can administer (U1, ADR 14)."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse

from kakunin.flows.membership import invitations
from kakunin.flows.membership.accept import accept_invitation, find_invitation
from kakunin.flows.membership.invite import invite_administrator
from kakunin.foundation import clock
from kakunin.foundation.errors import InvitationEnded
from kakunin.models.audit import AuditEvent
from kakunin.models.invitation import Invitation
from kakunin.models.outbox import OutboxMail
from kakunin.models.party import Agency, Association, Insurer
from tests.flows.membership.conftest import addresses, history, make_house, told
from tests.management.conftest import Answer, run
from tests.web.members.conftest import see, text_of
from tests.world import make_administrator, make_agency, make_association, make_insurer, make_staff

pytestmark = pytest.mark.django_db

NEW, NAME = "new@example.jp", "新人 太郎"
PASSWORD = "a long enough password"


def invite(organisation: str, address: str = NEW, name: str = NAME, *more: str) -> Answer:
    return run("invite_administrator", organisation, address, name, *more)


@pytest.fixture
def agency() -> Agency:
    return make_agency("乙代理店", insurers=[make_insurer("甲損害保険株式会社")])


def test_the_associations_first_administrator_comes_in_and_works() -> None:
    association = Association.objects.get()  # there from the start
    assert invite(association.name, NEW, NAME, "--association").status == 0
    invitation = Invitation.objects.get()
    assert (invitation.role, invitation.invited_by) == ("administrator", None)
    assert invitation.expires_at - invitation.created_at == timedelta(days=7)
    staff = accept_invitation(token=invitation.token, name=NAME, password=PASSWORD)
    assert staff.is_administrator
    assert staff.organisation == association
    assert "システム" in see(staff, "history")


def test_the_link_is_in_the_mail_only(agency: Agency) -> None:
    for answer in (invite("乙代理店"), invite("乙代理店"), invite("乙代理店", NEW, NAME, "--again")):
        for invitation in Invitation.objects.all():
            assert invitation.token[:26] not in answer.words
            assert str(invitation.uuid) not in answer.words
        assert "/staff/invitation/" not in answer.words
        assert NEW in answer.words
    assert told("invitation") == [NEW, NEW]


def test_a_kind_is_needed_only_where_two_have_the_name(agency: Agency) -> None:
    make_insurer("乙代理店")
    refused = invite("乙代理店")
    assert refused.status == 1
    for words in ("insurer 乙代理店", f"agency 乙代理店 ({agency.shown_code}", "--agency"):
        assert words in refused.words
    assert not Invitation.objects.exists()
    assert invite("乙代理店", NEW, NAME, "--insurer").status == 0
    assert isinstance(Invitation.objects.get().organisation, Insurer)


def test_of_two_agencies_with_one_name_the_linking_code_tells_which(agency: Agency) -> None:
    other = make_agency("乙代理店")
    refused = invite("乙代理店", NEW, NAME, "--agency")
    assert refused.status == 1
    assert f"{agency.shown_code}, contracts with 甲損害保険株式会社" in refused.words
    assert f"{other.shown_code}, contracts with nobody" in refused.words
    assert invite(other.shown_code.lower()).status == 0
    assert Invitation.objects.get().organisation == other


@pytest.mark.parametrize("name", ["乙代理", "乙代理店 ", "", "乙\n代理店", "\udce4", "\0", "x" * 5000, "%"])
def test_an_unknown_name_is_refused_with_those_that_are_near(agency: Agency, name: str) -> None:
    for kind in ((), ("--agency",)):
        answer = invite(name, NEW, NAME, *kind)
        assert answer.status == 1
        assert "乙代理店" in answer.words
    assert "甲損害保険株式会社" in invite(name, NEW, NAME, "--insurer").words


def test_another_kind_is_not_looked_at(agency: Agency) -> None:
    for name in ("乙代理店", agency.linking_code):
        answer = invite(name, NEW, NAME, "--insurer")
        assert answer.status == 1
        assert "No insurer has exactly this name." in answer.words
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(
    "address", ["", "new", '"x"@example.jp', "ｎｅｗ@example.jp", "a@b\n.jp", "\udce4@x.jp"]
)
def test_a_bad_address_is_refused(agency: Agency, address: str) -> None:
    answer = invite("乙代理店", address)
    assert answer.status == 1
    assert "ADDRESS must be" in answer.words
    assert not OutboxMail.objects.exists()


@pytest.mark.parametrize("name", ["", "  ", "太郎\u202e", "太\n郎", "x" * 101, "\udce4"])
def test_a_bad_name_is_refused(agency: Agency, name: str) -> None:
    answer = invite("乙代理店", NEW, name)
    assert answer.status == 1
    assert "NAME must be" in answer.words
    assert not OutboxMail.objects.exists()


def test_an_address_in_use_is_refused_with_the_other_way(agency: Agency) -> None:
    clerk = make_staff(make_insurer())
    answer = invite("乙代理店", clerk.email.upper())
    assert answer.status == 1
    assert f"reset_second_factor {clerk.email}" in answer.words


def test_the_usual_limit_holds(agency: Agency, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(invitations, "MOST_A_DAY", 1)
    assert invite("乙代理店").status == 0
    answer = invite("乙代理店", "two@example.jp")
    assert answer.status == 1
    assert "tomorrow" in answer.words


def test_an_invitation_that_led_to_nothing_is_made_anew_when_asked_for(agency: Agency) -> None:
    with time_machine.travel(clock.now(), tick=False) as now:
        invite("乙代理店")
        first = Invitation.objects.get()
        now.shift(timedelta(days=8))
        refused = invite("乙代理店")
        assert refused.status == 1
        assert "--again" in refused.words
        assert invite("乙代理店", NEW.upper(), "別名", "--again").status == 0
        second = Invitation.objects.get(ended_at=None)
        with pytest.raises(InvitationEnded):
            find_invitation(first.token)
        assert find_invitation(second.token).name == "別名"
    assert [mail.state for mail in first.mails.all()] == ["cancelled"]
    assert [kind for kind in history(agency) if kind != "mail_failed"] == [
        "member_invited",
        "invitation_withdrawn",
        "member_invited",
    ]
    assert set(AuditEvent.objects.values_list("actor", flat=True)) == {"system"}


class TestWhereThereAreAdministrators:
    def test_they_and_only_they_are_told_at_once(self, agency: Agency) -> None:
        house = make_house(agency)
        make_administrator(make_insurer("甲損害保険株式会社"))
        make_administrator(make_association())
        answer = invite("乙代理店")
        assert "told: 2" in answer.words
        assert told("member_invited") == addresses(house.anna, house.bert)
        assert history(agency) == ["member_invited"]
        assert AuditEvent.objects.get().actor == "system"

    def test_they_see_who_did_it_and_may_withdraw_it(self, agency: Agency) -> None:
        house = make_house(agency)
        invite("乙代理店")
        shown = see(house.anna, "history")
        assert "利用者を招待しました" in shown
        assert NEW in shown
        assert "システム" in shown
        client = Client()
        client.force_login(house.anna)
        page = client.post(reverse("members:withdraw", args=[Invitation.objects.get().uuid]), follow=True)
        assert "招待を取り消しました" in text_of(page)

    def test_they_are_told_when_somebody_joins(self, agency: Agency) -> None:
        house = make_house(agency)
        invite("乙代理店")
        accept_invitation(token=Invitation.objects.get().token, name=NAME, password=PASSWORD)
        assert told("member_joined") == sorted([*addresses(house.anna, house.bert), NEW])


def test_what_breaks_before_the_mail_is_due_leaves_nothing(
    agency: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(invitations, "invitation_mail", break_down)
    with pytest.raises(RuntimeError):
        invite_administrator(organisation=agency, address=NEW, name=NAME)
    assert not Invitation.objects.exists()
    assert not AuditEvent.objects.exists()
    assert not connection.needs_rollback
