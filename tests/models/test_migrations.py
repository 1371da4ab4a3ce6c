"""Rows from before a migration have afterwards what the newer code reads."""

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.apps.registry import Apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from kakunin.models.certificate import Certificate
from kakunin.models.outbox import OutboxMail

pytestmark = pytest.mark.django_db(transaction=True)
UPLOADED = datetime(2026, 4, 1, tzinfo=UTC)


def migrate(*targets: tuple[str, str]) -> Apps:
    executor = MigrationExecutor(connection)
    executor.migrate(list(targets or executor.loader.graph.leaf_nodes()))
    executor.loader.build_graph()
    apps: Apps = executor.loader.project_state(list(targets)).apps
    return apps


@pytest.fixture
def before() -> Iterator[Apps]:
    """The models before the desk's lists."""
    yield migrate(("kakunin", "0007_invited_by_the_operator"))
    migrate()


def make_certificate(apps: Apps, number: str) -> Any:
    insurer, _ = apps.get_model("kakunin", "Insurer").objects.get_or_create(name="甲損保")
    staff, _ = apps.get_model("kakunin", "Staff").objects.get_or_create(
        email="a@example.jp", name="有里", insurer=insurer
    )
    return apps.get_model("kakunin", "Certificate").objects.create(
        uuid=uuid.uuid4(),
        insurer=insurer,
        number=number,
        comparable_number=number.replace("-", ""),
        kind="performance_bond",
        contractor_name="髙﨑 建設",
        project_name="市道 ７号線",
        created_at=UPLOADED,
        created_by=staff,
    )


def make_key(
    apps: Apps, certificate: Any, *mails: tuple[str, str], ended: bool = False, state: str = "waiting"
) -> None:
    key = apps.get_model("kakunin", "ViewingKey").objects.create(
        uuid=uuid.uuid4(),
        certificate=certificate,
        locator_hash=uuid.uuid4().hex,
        sealed_locator=b"",
        password_hash="-",
        sealed_password=b"",
        created_at=UPLOADED,
        ended_at=UPLOADED if ended else None,
    )
    for at, (kind, recipient) in enumerate(mails):
        apps.get_model("kakunin", "OutboxMail").objects.create(
            key=key,
            kind=kind,
            recipient=recipient,
            message_id=uuid.uuid4().hex,
            state=state,
            created_at=UPLOADED + timedelta(hours=at),
        )


def unlock(apps: Apps, certificate: Any, hours: int) -> None:
    apps.get_model("kakunin", "AuditEvent").objects.create(
        at=UPLOADED + timedelta(hours=hours),
        type="certificate_unlocked",
        actor=f"browser:{uuid.uuid4()}",
        certificate=certificate,
        facts={},
    )


def test_certificates_are_found_and_their_first_viewing_is_known(before: Apps) -> None:
    seen, unseen = make_certificate(before, "A-1"), make_certificate(before, "A-2")
    for hours in (5, 7):
        unlock(before, seen, hours)
    migrate()
    assert {found.pk for found in Certificate.objects.holding(["髙﨑建設", "7号"])} == {seen.pk, unseen.pk}
    assert [found.pk for found in Certificate.objects.holding(["a-2"])] == [unseen.pk]
    for certificate in Certificate.objects.all():
        assert certificate.search_text == certificate.searchable_text
    viewings = dict(Certificate.objects.values_list("pk", "first_viewed_at"))
    assert viewings == {seen.pk: UPLOADED + timedelta(hours=5), unseen.pk: None}


def test_the_newest_mail_to_each_of_the_key_in_force_is_the_current_one(before: Apps) -> None:
    certificate = make_certificate(before, "A-1")
    make_key(before, certificate, ("viewing_url", "old@example.jp"), ended=True)
    make_key(
        before,
        certificate,
        ("viewing_url", "a@example.jp"),
        ("viewing_url", "b@example.jp"),
        ("viewing_url", "a@example.jp"),
        ("viewing_password", "a@example.jp"),
    )
    migrate()
    current = OutboxMail.objects.filter(is_current=True).order_by("pk")
    assert [(mail.kind, mail.recipient, mail.created_at.hour) for mail in current] == [
        ("viewing_url", "b@example.jp", 1),
        ("viewing_url", "a@example.jp", 2),
        ("viewing_password", "a@example.jp", 3),
    ]


def test_what_failed_is_noted_unless_a_newer_key_is_in_force(before: Apps) -> None:
    failed, old = make_certificate(before, "A-1"), make_certificate(before, "A-2")
    make_key(before, failed, ("viewing_url", "a@example.jp"), state="refused")
    make_key(before, old, ("viewing_url", "a@example.jp"), state="given_up", ended=True)
    migrate()
    assert dict(Certificate.objects.values_list("pk", "mail_failed")) == {failed.pk: True, old.pk: False}
