"""What allauth asks us about second factors, and what we ask of it (U1, T7, T18)."""

import base64
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlsplit

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.stagekit import unstash_login
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kakunin.adapters.vault import secrets
from kakunin.models.staff import Staff

# Recovery codes stand in for one of these; alone they are none.
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
_SHOWN = "staff_shown"  # with which password this login began
_WAYS = {
    "password": _("パスワード"),
    Authenticator.Type.TOTP: _("認証アプリ"),
    Authenticator.Type.WEBAUTHN: _("パスキー"),
    Authenticator.Type.RECOVERY_CODES: _("リカバリーコード"),
}


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth brings no types
    """Secrets rest sealed; names and addresses come from the settings, never from a request."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _(
            "コードが正しくありません。一度使ったコードは使えません。新しいコードを入力してください。"
        ),
        "cannot_delete_authenticator": _(
            "最後の1つは削除できません。先に、別の認証アプリまたはパスキーを追加してください。"
        ),
        "cannot_generate_recovery_codes": _(
            "リカバリーコードは、認証アプリまたはパスキーを追加すると作れます。"
        ),
    }

    def encrypt(self, text: str) -> str:
        """Sealed for the member in the request (docs/formats.md)."""
        return base64.b64encode(secrets.seal(text.encode(), context=_context())).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Raises Damaged for what was sealed for another member."""
        return secrets.unseal(base64.b64decode(encrypted_text), context=_context()).decode()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """A passkey belongs to the host of BASE_URL, whatever host a request names (T18)."""
        return {"id": urlsplit(settings.BASE_URL).hostname or "", "name": str(settings.MFA_TOTP_ISSUER)}

    def generate_authenticator_name(self, user: Staff, type: Authenticator.Type) -> str:  # noqa: A002
        """For those who give none."""
        count = Authenticator.objects.filter(user=user, type=type).count()
        return gettext("パスキー%(number)d") % {"number": count + 1}

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not the last one, where everybody must have one."""
        others = Authenticator.objects.filter(user=authenticator.user_id, type__in=FACTORS)
        return bool(not settings.SECOND_FACTOR_REQUIRED or others.exclude(pk=authenticator.pk).exists())


@dataclass(frozen=True)
class Factors:
    """What a member has set up."""

    app: Authenticator | None
    passkeys: list[Authenticator]
    codes: Authenticator | None

    @classmethod
    def of(cls, staff: Staff) -> Self:
        """All that there is now."""
        rows = list(Authenticator.objects.filter(user=staff).order_by("created_at"))
        by_type = {row.type: row for row in rows}
        return cls(
            app=by_type.get(Authenticator.Type.TOTP),
            passkeys=[row for row in rows if row.type == Authenticator.Type.WEBAUTHN],
            codes=by_type.get(Authenticator.Type.RECOVERY_CODES),
        )

    def __bool__(self) -> bool:
        return bool(self.app or self.passkeys)

    @property
    def codes_left(self) -> int:
        """Recovery codes not used yet."""
        used: int = self.codes.data["used_mask"] if self.codes else 0
        return settings.MFA_RECOVERY_CODE_COUNT - used.bit_count() if self.codes else 0


def has_second_factor(staff: Staff) -> bool:
    """An authenticator app or a passkey."""
    return bool(Authenticator.objects.filter(user=staff, type__in=FACTORS).exists())


def has_shown_it(request: HttpRequest) -> bool:
    """In this session: a session that began with the password alone does not count (T7)."""
    return any(record["method"] == "mfa" for record in get_authentication_records(request, request.user))


def note_password(request: HttpRequest, staff: Staff) -> None:
    """The right one was given; which it was, as Django keeps it of those who are logged in."""
    request.session[_SHOWN] = staff.get_session_auth_hash()


def is_password_still(request: HttpRequest, staff: Staff) -> bool:
    """The one that was given in this session."""
    return constant_time_compare(request.session.get(_SHOWN, ""), staff.get_session_auth_hash())


def note_set_up(request: HttpRequest, user: Staff, authenticator: Authenticator, **_: Any) -> None:
    """Whoever sets a factor up has shown it; ``notices`` connects this to allauth's signal."""
    record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)


def shown_factor(authenticator: Authenticator) -> str:
    """In words; a passkey by the name that its owner gave it."""
    if authenticator.type == Authenticator.Type.WEBAUTHN:
        return gettext("パスキー「%(name)s」") % {"name": authenticator.data["name"]}
    return str(_WAYS[authenticator.type])


def shown_ways(request: HttpRequest, staff: Staff) -> str:
    """With what the login was opened, in words; nothing for one that no page has made."""
    records = get_authentication_records(request, staff)
    return "、".join(str(_WAYS[record.get("type", record["method"])]) for record in records)


def _context() -> str:
    """Whoever is logged in, or has just given the right password and is asked for the second factor."""
    request = context.request
    if isinstance(request.user, Staff):
        return f"second factor:{request.user.pk}"
    login = unstash_login(request, peek=True)
    return f"second factor:{login.user.pk}" if login and login.user else "second factor:"
