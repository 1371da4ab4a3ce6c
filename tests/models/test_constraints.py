"""The database itself refuses what must never be, whatever the code above it does."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from kakunin.foundation import clock
from kakunin.models.audit import AuditEvent
from kakunin.models.certificate import Certificate, ContractorAddress
from kakunin.models.document import Document, Page
from kakunin.models.domain import Obligee, RegisteredDomain
from kakunin.models.factor_reset import FactorReset
from kakunin.models.invitation import Invitation
from kakunin.models.job import Job
from kakunin.models.obligee_login import ObligeeLogin
from kakunin.models.one_time_password import OneTimePassword
from kakunin.models.outbox import OutboxMail
from kakunin.models.party import AgencyContract, Organisation, home_of
from kakunin.models.staff import Staff
from kakunin.models.viewing_key import ViewingGrant, ViewingKey
from kakunin.models.wrong_tries import WrongTries
from tests.world import (
    make_administrator,
    make_agency,
    make_association,
    make_certificate,
    make_domain,
    make_insurer,
    make_staff,
)

pytestmark = pytest.mark.django_db

NOW = clock.now()


def a_certificate() -> Certificate:
    insurer = make_insurer("甲損害保険株式会社")
    agency = make_agency("乙代理店", insurers=[insurer])
    return make_certificate(insurer=insurer, agency=agency, by=make_staff(agency)).certificate


def again(row: Any, **changes: Any) -> None:
    """The same row once more, with other values."""
    row.pk = None
    row._state.adding = True
    for name, value in changes.items():
        setattr(row, name, value)
    row.save(force_insert=True)


def a_page(**changes: Any) -> Page:
    document = Document.objects.filter(certificate=a_certificate()).earliest("pk")
    values: dict[str, Any] = {"number": 1, "renderer": "r", "image_name": uuid.uuid4().hex, "image_key": b"k"}
    values |= {"image_type": "image/png", "width": 1, "height": 1, "sealed_text": b""}
    return Page.objects.create(document=document, **(values | changes))


def a_job(**changes: Any) -> Job:
    values: dict[str, Any] = {"kind": "send_mail", "reference": 1, "run_after": NOW, "expires_at": NOW}
    return Job.objects.create(**(values | changes))


def a_mail() -> OutboxMail:
    return OutboxMail.objects.filter(key__certificate=a_certificate()).earliest("pk")


def a_grant() -> ViewingGrant:
    key = ViewingKey.objects.get(certificate=a_certificate())
    return ViewingGrant.objects.create(browser=uuid.uuid4(), key=key, opened_at=NOW, last_active_at=NOW)


def a_code(**changes: Any) -> OneTimePassword:
    grant = a_grant()
    values: dict[str, Any] = {"browser": grant.browser, "address": "x@city.example.lg.jp", "grant": grant}
    values |= {"domain": make_domain(), "created_at": NOW, "expires_at": NOW}
    return OneTimePassword.objects.create(**(values | changes))


def a_login(browser: uuid.UUID) -> ObligeeLogin:
    return ObligeeLogin.objects.create(
        browser=browser,
        address="x@city.example.lg.jp",
        domain=make_domain(),
        opened_at=NOW,
        last_active_at=NOW,
    )


def a_key() -> ViewingKey:
    return ViewingKey.objects.get(certificate=a_certificate())


def a_contract() -> AgencyContract:
    return AgencyContract.objects.filter(agency=a_certificate().agency).earliest("pk")


def a_document() -> Document:
    return Document.objects.filter(certificate=a_certificate()).earliest("pk")


def a_domain(host: str) -> None:
    obligee = Obligee.objects.create(name="例示市")
    RegisteredDomain.objects.create(obligee=obligee, host=host, registered_at=NOW)


def two_documents_at_one_position() -> None:
    again(a_document(), uuid=uuid.uuid4(), sealed_name="other")


def two_keys_with_one_locator() -> None:
    key = a_key()
    insurer = make_insurer("丙損害保険株式会社")
    other = make_certificate(insurer=insurer, agency=None, by=make_staff(insurer)).certificate
    ViewingKey.objects.filter(certificate=other).update(locator_hash=key.locator_hash)


def staff_of_two_organisations() -> None:
    insurer = make_insurer("丁損害保険株式会社")
    Staff.objects.create(email="x@example.jp", name="x", insurer=insurer, association=make_association())


def an_invitation(organisation: Organisation, **changes: Any) -> Invitation:
    values: dict[str, Any] = {"address": "x@example.jp", "name": "x", "role": "member", "created_at": NOW}
    values |= {"expires_at": NOW, "invited_by": make_staff(organisation), **home_of(organisation)}
    return Invitation.objects.create(**(values | changes))


def a_factor_reset(**changes: Any) -> FactorReset:
    """Of the first, asked for by the second."""
    insurer = make_insurer()
    values: dict[str, Any] = {"staff": make_staff(insurer), "asked_by": make_administrator(insurer)}
    values |= {"asked_at": NOW, "expires_at": NOW}
    return FactorReset.objects.create(**(values | changes))


def a_reset_confirmed_by_the_one_who_asked() -> None:
    reset = a_factor_reset()
    FactorReset.objects.filter(pk=reset.pk).update(confirmed_by=reset.asked_by, ended_at=NOW)


VIOLATIONS: dict[str, Callable[[], Any]] = {
    "agency_contract_ends_after_its_start": lambda: again(a_contract(), ends_on=date(1999, 1, 1)),
    "agency_contract_one_open_per_insurer": lambda: again(a_contract()),
    "staff_belongs_to_one_organisation": staff_of_two_organisations,
    "staff_role_is_known": lambda: Staff.objects.filter(pk=make_staff(make_insurer()).pk).update(role="x"),
    "invitation_belongs_to_one_organisation": lambda: an_invitation(
        make_insurer(), association=make_association()
    ),
    "invitation_role_is_known": lambda: an_invitation(make_insurer(), role="x"),
    "invitation_accepted_has_ended": lambda: an_invitation(
        make_insurer(), accepted_by=make_staff(make_insurer())
    ),
    "invitation_once_per_insurer": lambda: again(an_invitation(make_insurer()), uuid=uuid.uuid4()),
    "invitation_once_per_agency": lambda: again(an_invitation(make_agency()), uuid=uuid.uuid4()),
    "invitation_once_per_association": lambda: again(an_invitation(make_association()), uuid=uuid.uuid4()),
    "factor_reset_by_four_eyes": a_reset_confirmed_by_the_one_who_asked,
    "factor_reset_confirmed_has_ended": lambda: a_factor_reset(
        confirmed_by=make_administrator(make_insurer())
    ),
    "factor_reset_one_open_per_person": lambda: again(a_factor_reset()),
    "certificate_number_once_per_insurer": lambda: again(a_certificate(), uuid=uuid.uuid4()),
    "certificate_period_ends_after_its_start": lambda: Certificate.objects.filter(
        pk=a_certificate().pk
    ).update(period_start=date(2026, 4, 2), period_end=date(2026, 4, 1)),
    "certificate_kind_is_known": lambda: Certificate.objects.filter(pk=a_certificate().pk).update(kind="x"),
    "contractor_address_once_per_certificate": lambda: again(
        ContractorAddress.objects.filter(certificate=a_certificate()).earliest("pk")
    ),
    "document_position_once": two_documents_at_one_position,
    "document_counts_from_one": lambda: Document.objects.filter(pk=a_document().pk).update(page_count=0),
    "document_kind_is_known": lambda: Document.objects.filter(pk=a_document().pk).update(kind="x"),
    "page_once_per_renderer": lambda: again(a_page(), image_name="other"),
    "page_counts_from_one": lambda: a_page(number=0),
    "viewing_key_one_in_force": lambda: again(a_key(), uuid=uuid.uuid4(), locator_hash="other"),
    "viewing_key_locator_once": two_keys_with_one_locator,
    "viewing_grant_once_per_browser": lambda: again(a_grant()),
    "one_time_password_one_per_browser": lambda: again(
        a_code(), uuid=uuid.uuid4(), address="y@city.example.lg.jp"
    ),
    "one_time_password_tries_are_counted": lambda: a_code(wrong_tries=6),
    "obligee_login_one_per_browser": lambda: again(a_login(uuid.uuid4())),
    "registered_domain_in_small_letters": lambda: a_domain("City.example.lg.jp"),
    "job_once_per_reference": lambda: (a_job(), a_job()),
    "job_kind_is_known": lambda: a_job(kind="x"),
    "outbox_mail_sent_has_its_time": lambda: OutboxMail.objects.filter(pk=a_mail().pk).update(state="sent"),
    "outbox_mail_state_is_known": lambda: OutboxMail.objects.filter(pk=a_mail().pk).update(state="x"),
    "outbox_mail_kind_is_known": lambda: OutboxMail.objects.filter(pk=a_mail().pk).update(
        kind="one_time_password"  # without the password that it is about
    ),
    "audit_event_type_is_known": lambda: AuditEvent.objects.filter(
        pk=AuditEvent.objects.filter(certificate=a_certificate()).earliest("pk").pk
    ).update(type="x"),
    "audit_event_is_about_one_thing": lambda: AuditEvent.objects.filter(
        pk=AuditEvent.objects.filter(certificate=a_certificate()).earliest("pk").pk
    ).update(association=make_association()),
    "wrong_tries_reported_were_counted": lambda: WrongTries.objects.create(
        whose="x", count=1, reported=2, expires_at=NOW
    ),
}


def constraints() -> set[str]:
    """The names of all constraints of all our models."""
    return {
        constraint.name
        for model in apps.get_app_config("kakunin").get_models()
        for constraint in model._meta.constraints
    }


def test_every_constraint_has_its_violation() -> None:
    assert set(VIOLATIONS) == constraints()


@pytest.mark.parametrize("name", sorted(VIOLATIONS))
def test_the_database_refuses(name: str) -> None:
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        VIOLATIONS[name]()
    # SQLite names the columns of a broken unique constraint, not the constraint.
    assert name in str(refusal.value) or "UNIQUE constraint failed" in str(refusal.value)


def test_nobody_resets_his_own_factor_nor_confirms_what_he_asked_for_himself() -> None:
    reset = a_factor_reset()
    for column in ("asked_by", "confirmed_by"):
        with pytest.raises(IntegrityError), transaction.atomic():
            FactorReset.objects.filter(pk=reset.pk).update(**{column: reset.staff}, ended_at=NOW)


def test_a_mail_has_one_subject() -> None:
    mail, event = a_mail(), AuditEvent.objects.earliest("pk")
    for change in ({"event": event}, {"key": None}, {"kind": "role_changed"}, {"kind": "invitation"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            OutboxMail.objects.filter(pk=mail.pk).update(**change)


def test_several_organisations_may_invite_the_same_address() -> None:
    for organisation in (make_insurer(), make_agency(), make_association()):
        an_invitation(organisation)


def test_an_ended_contract_may_be_renewed() -> None:
    contract = a_contract()
    contract.ends_on = contract.starts_on + timedelta(days=1)
    contract.save()
    again(contract, ends_on=None)


def test_a_withdrawn_certificate_makes_room_for_a_new_one_of_the_same_number() -> None:
    certificate = a_certificate()
    Certificate.objects.filter(pk=certificate.pk).update(withdrawn_at=NOW)
    again(certificate, uuid=uuid.uuid4())


def test_an_ended_key_makes_room_for_a_new_one_at_the_same_address() -> None:
    key = a_key()
    ViewingKey.objects.filter(pk=key.pk).update(ended_at=NOW)
    again(key, uuid=uuid.uuid4(), ended_at=None)
