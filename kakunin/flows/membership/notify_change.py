"""A member of staff is told when the keys to the account change."""

from enum import StrEnum

from kakunin.models.staff import Staff


class AccountChange(StrEnum):
    """What happened; the name of the mail that tells of it."""

    APP_ADDED = "app_added"
    APP_REMOVED = "app_removed"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    RECOVERY_CODE_USED = "recovery_code_used"
    RECOVERY_CODES_RENEWED = "recovery_codes_renewed"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105  # the name of an event


def tell_of_account_change(*, staff: Staff, what: AccountChange) -> None:
    """Nothing yet: a mail of the outbox belongs to a certificate so far, and this one to a person."""
