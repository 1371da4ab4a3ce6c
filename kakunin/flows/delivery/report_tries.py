"""The certificate's history and its people learn of wrong passwords; the gate's answer never waits for it."""

from django.db import transaction

from kakunin.flows.delivery import tries
from kakunin.flows.delivery.staff_in_charge import staff_in_charge
from kakunin.mails.wrong_tries import wrong_passwords
from kakunin.models.audit import AuditEvent
from kakunin.models.viewing_key import ViewingKey
from kakunin.models.wrong_tries import WrongTries

_FORGOTTEN_AT_ONCE = 1000


@transaction.atomic
def report_wrong_tries(tries_id: int) -> None:
    """One event for all wrong passwords since the last one, one alarm a day from the tenth on (V3, T4)."""
    WrongTries.objects.forget_expired(_FORGOTTEN_AT_ONCE)
    counted = WrongTries.objects.select_for_update().filter(pk=tries_id).first()
    if counted is None or counted.count == counted.reported:
        return
    before, counted.reported = counted.reported, counted.count
    counted.save(update_fields=["reported"])
    locator_hash = tries.locator_hash_of(counted)
    key = ViewingKey.objects.filter(locator_hash=locator_hash, ended_at__isnull=True).first()
    if key is None:
        return  # of a URL that nobody was given, or of none any more
    AuditEvent.record(
        AuditEvent.Type.UNLOCK_REFUSED, by=None, about=key.certificate, tries=counted.count - before
    )
    if before < tries.ALARM_AT <= counted.count:
        for staff in staff_in_charge(key.certificate):
            wrong_passwords(key, to=staff.email).enqueue()
