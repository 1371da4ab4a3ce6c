"""What all steps ask of an organisation: its lock, its members, who is told of what."""

from collections.abc import Iterable
from typing import Any

from kakunin.foundation.db import get_or_not_found, require_transaction
from kakunin.foundation.errors import LastAdministrator
from kakunin.mails.membership import tell
from kakunin.models.audit import AuditEvent
from kakunin.models.outbox import OutboxMail
from kakunin.models.party import Organisation
from kakunin.models.staff import Staff
from kakunin.policies.membership import Act, check_may


def lock(organisation: Organisation) -> None:
    """Changes of its members and contracts come one after the other until the commit."""
    require_transaction()
    type(organisation)._default_manager.select_for_update(no_key=True).get(pk=organisation.pk)


def lock_own(by: Staff) -> Staff:
    """The acting one's organisation locked, and its row as it is then: it may just have been removed.

    Raises NotFound when it was.
    """
    lock(by.organisation)
    return get_or_not_found(Staff.objects.members_of(by.organisation), pk=by.pk)


def lock_for(by: Staff, act: Act) -> Staff:
    """The same, when it may do this. Raises NotFound, NotAllowed."""
    fresh = lock_own(by)
    check_may(fresh, act)
    return fresh


def find_member(staff: int, by: Staff) -> Staff:
    """A member of the acting one's own organisation; NotFound for anybody else (T13)."""
    return get_or_not_found(Staff.objects.members_of(by.organisation), pk=staff)


def check_others_remain(staff: Staff) -> None:
    """Raise LastAdministrator when nobody else could administer the organisation; it is locked."""
    others = Staff.objects.administrators_of(staff.organisation).exclude(pk=staff.pk)
    if staff.is_administrator and not others.exists():
        raise LastAdministrator


def tell_all(kind: OutboxMail.Kind, event: AuditEvent, *receivers: Iterable[Staff]) -> None:
    """Each of them once, whatever the number of groups they are in."""
    for address in dict.fromkeys(staff.email for group in receivers for staff in group):
        tell(kind, event, to=address).enqueue()


def facts_of(staff: Staff) -> dict[str, Any]:
    """What the audit keeps of a person."""
    return {"staff": staff.pk, "person": staff.name, "role": staff.role}
