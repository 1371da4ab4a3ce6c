"""The operator takes a lost second factor away where four eyes cannot (U1, ADR 14)."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from kakunin.flows.membership.reset_second_factor import (
    ask_factor_reset,
    confirm_factor_reset,
    reset_as_operator,
)
from kakunin.foundation.errors import FourEyesPossible, NotFound
from kakunin.models.audit import AuditEvent
from kakunin.models.factor_reset import FactorReset
from kakunin.models.outbox import OutboxMail
from kakunin.models.staff import Staff
from tests.flows.membership.conftest import addresses, history, told
from tests.management.conftest import Answer, run
from tests.second_factors import give_app
from tests.web.members.conftest import see
from tests.world import make_administrator, make_agency, make_association, make_insurer, make_staff

pytestmark = pytest.mark.django_db


def reset(address: str, *more: str) -> Answer:
    return run("reset_second_factor", address, *more)


@pytest.fixture
def alone() -> Staff:
    """The only administrator of an agency, with an authenticator app."""
    staff = make_administrator(make_agency(), "管理 一子")
    give_app(staff)
    return staff


def has_factor(staff: Staff) -> bool:
    return bool(Authenticator.objects.filter(user=staff).exists())


def test_the_only_administrator_gets_the_way_in_back(alone: Staff) -> None:
    browser = Client()
    browser.force_login(alone)
    other = make_administrator(make_insurer())
    give_app(other)
    assert reset(alone.email.upper(), "--yes").status == 0
    assert not has_factor(alone)
    assert not alone.sessions.exists()
    assert browser.get(reverse("members:list")).status_code == 302
    assert has_factor(other)
    event = AuditEvent.objects.get(type="factor_reset_done")
    assert (event.actor, event.organisation) == ("system", alone.organisation)
    assert event.facts["staff"] == alone.pk
    assert "システム" in see(alone, "history")


def test_the_person_and_all_administrators_of_the_house_are_told(alone: Staff) -> None:
    clerk = make_staff(alone.organisation)
    make_administrator(make_insurer())
    make_administrator(make_association())
    reset(clerk.email, "--yes")
    assert told("factor_reset_done") == addresses(alone, clerk)
    assert history(alone.organisation) == ["factor_reset_done"]


def test_one_other_administrator_is_not_enough_for_four_eyes(alone: Staff) -> None:
    other = make_administrator(alone.organisation)
    assert reset(alone.email, "--yes").status == 0
    assert told("factor_reset_done") == addresses(alone, other)


def test_where_two_others_can_do_it_they_are_named_and_nothing_happens(
    alone: Staff, no_terminal: None
) -> None:
    others = [make_administrator(alone.organisation) for _ in range(2)]
    for more in ((), ("--yes",)):
        answer = reset(alone.email, *more)
        assert answer.status == 1
        assert "other administrators who can do this under 利用者" in answer.words
        assert all(other.email in answer.words for other in others)
        assert alone.email not in answer.words
    assert has_factor(alone)
    assert not OutboxMail.objects.exists()


def test_who_became_administrator_while_the_question_stood_counts(alone: Staff) -> None:
    for _ in range(2):
        make_administrator(alone.organisation)
    with pytest.raises(FourEyesPossible):
        reset_as_operator(staff=alone.pk)
    assert has_factor(alone)


@pytest.mark.parametrize("typed", ["", "no", "y", "ja"])
def test_any_answer_but_yes_changes_nothing(
    alone: Staff, typed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("builtins.input", lambda _prompt: typed)
    answer = reset(alone.email)
    assert answer.status == 1
    assert alone.name in answer.words
    assert alone.organisation.name in answer.words
    assert "Nothing was changed." in answer.words
    assert has_factor(alone)


def test_without_a_terminal_it_says_how(alone: Staff, no_terminal: None) -> None:
    answer = reset(alone.email)
    assert answer.status == 1
    assert "--yes" in answer.words
    assert has_factor(alone)


def test_yes_is_yes(alone: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builtins.input", lambda _prompt: "Yes ")
    assert reset(alone.email).status == 0
    assert not has_factor(alone)


@pytest.mark.parametrize("address", ["", "x", "nobody@example.jp", "\udce4@example.jp", '"a"@example.jp'])
def test_whom_it_does_not_know_it_refuses(alone: Staff, address: str) -> None:
    assert reset(address, "--yes").status == 1
    assert has_factor(alone)


def test_who_has_left_is_not_known_any_more(alone: Staff) -> None:
    Staff.objects.filter(pk=alone.pk).update(is_active=False)
    assert reset(alone.email, "--yes").status == 1
    with pytest.raises(NotFound):
        reset_as_operator(staff=alone.pk)
    assert not AuditEvent.objects.exists()


def test_what_was_asked_for_before_cannot_be_confirmed_afterwards(alone: Staff) -> None:
    second = make_administrator(alone.organisation)
    clerk = make_staff(alone.organisation)
    ask_factor_reset(staff=clerk.pk, by=alone)
    Staff.objects.filter(pk=second.pk).update(role=Staff.Role.MEMBER)
    assert reset(clerk.email, "--yes").status == 0
    assert not FactorReset.objects.open().exists()
    Staff.objects.filter(pk=second.pk).update(role=Staff.Role.ADMINISTRATOR)
    give_app(clerk)
    with pytest.raises(NotFound):
        confirm_factor_reset(staff=clerk.pk, by=second)
    assert has_factor(clerk)
