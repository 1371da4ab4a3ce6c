"""The viewing password on the screen, for those who hand it out; each showing is on record (U6)."""

from django.db import transaction

from kakunin.adapters.vault import secrets
from kakunin.flows.delivery.changes import visible
from kakunin.flows.delivery.keys import key_in_force
from kakunin.flows.delivery.staff_in_charge import hold_member
from kakunin.foundation import tokens
from kakunin.foundation.db import get_or_not_found
from kakunin.models.audit import AuditEvent
from kakunin.models.certificate import Certificate
from kakunin.models.staff import Staff
from kakunin.policies.viewing_password import check_may_see_password


@transaction.atomic
def show_password(*, certificate: Certificate, by: Staff) -> str:
    """That in force, in groups of four. Raises NotFound, PasswordNotYours."""
    by = hold_member(by)
    certificate = get_or_not_found(visible(by), pk=certificate.pk)
    check_may_see_password(by, certificate)
    AuditEvent.record(AuditEvent.Type.PASSWORD_SHOWN, by=by, about=certificate)
    key = key_in_force(certificate)
    return tokens.group_password(secrets.unseal(key.sealed_password, context=key.password_context).decode())
