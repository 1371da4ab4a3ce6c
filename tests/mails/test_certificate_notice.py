"""What the staff in charge are told of a certificate (U6, U8)."""

from typing import Any

import pytest
from django.db import transaction

from kakunin.mails.certificate_notice import NOTICES, tell_of
from kakunin.models.audit import AuditEvent
from kakunin.models.certificate import Certificate
from kakunin.models.outbox import OutboxMail
from tests.mails.conftest import LOCATOR, MOMENT, PASSWORD, as_read, check_snapshot, part, read, too_wide

Kind, Type = OutboxMail.Kind, AuditEvent.Type
REASON = "誤ったPDFを登録した（7月分と取り違えた）"
EVENTS: dict[OutboxMail.Kind, tuple[AuditEvent.Type, dict[str, Any]]] = {
    Kind.UNDELIVERED: (
        Type.MAIL_FAILED,
        {"mail": "viewing_url", "to": "keiyaku@kensetsu.example.co.jp", "state": "refused"},
    ),
    Kind.CERTIFICATE_WITHDRAWN: (Type.CERTIFICATE_WITHDRAWN, {"reason": REASON}),
    Kind.CERTIFICATE_RESTORED: (Type.CERTIFICATE_RESTORED, {}),
    Kind.DOCUMENT_WITHDRAWN: (Type.DOCUMENT_WITHDRAWN, {"document": "change_notice", "reason": REASON}),
    Kind.DOCUMENT_RESTORED: (Type.DOCUMENT_RESTORED, {"document": "change_notice"}),
}
EACH = pytest.mark.parametrize("kind", EVENTS)


def event(kind: OutboxMail.Kind, certificate: Certificate) -> AuditEvent:
    type_, facts = EVENTS[kind]
    with transaction.atomic():
        made = AuditEvent.record(type_, by=None, about=certificate, **facts)
    made.at = MOMENT
    return made


def test_each_kind_is_shown_here() -> None:
    assert set(EVENTS) == set(NOTICES)


@EACH
def test_the_mail_reads_as_we_once_liked_it(kind: OutboxMail.Kind, certificate: Certificate) -> None:
    message = read(tell_of(kind, event(kind, certificate), to="to@example.jp"))
    check_snapshot(message, kind)
    assert too_wide(message) == []


@EACH
def test_it_holds_neither_half_of_the_key_and_leads_to_the_certificates_page(
    kind: OutboxMail.Kind, certificate: Certificate
) -> None:
    message = read(tell_of(kind, event(kind, certificate), to="to@example.jp"))
    assert LOCATOR not in as_read(message)
    assert PASSWORD not in as_read(message)
    assert f"/desk/certificates/{certificate.uuid}/" in part(message, "plain")
