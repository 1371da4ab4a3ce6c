"""``manage.py reset_second_factor``: for whom no two administrators can do it (ADR 14)."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from kakunin.flows.membership.reset_second_factor import check_alone, reset_as_operator
from kakunin.foundation.errors import FourEyesPossible, NotFound
from kakunin.foundation.mail_address import parse_mail_address
from kakunin.models.staff import Staff

_FOUR_EYES = (
    "The organisation has other administrators who can do this under {page}: {others}. Should they have lost"
    " theirs too, invite_administrator brings new ones."
)


class Command(BaseCommand):
    help = "Takes a lost second factor away, and ends all logins of its owner."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address", metavar="ADDRESS", help="with which the person logs in")
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *args: Any, address: str, yes: bool, **options: Any) -> None:
        """Raises CommandError, in words."""
        member = _find(address)
        try:
            check_alone(member)
            if not yes:
                self._ask(member)
            reset_as_operator(staff=member.pk)
        except FourEyesPossible:
            others = Staff.objects.administrators_of(member.organisation).exclude(pk=member.pk)
            addresses = ", ".join(others.values_list("email", flat=True))
            raise CommandError(_FOUR_EYES.format(page=_("利用者"), others=addresses)) from None
        except NotFound:
            raise CommandError(f"{member.email} has just left.") from None
        self.stdout.write(
            f"{member.email} logs in with the password alone and sets up a new second factor then."
            " That person and all administrators are told by mail."
        )

    def _ask(self, member: Staff) -> None:
        self.stdout.write(
            f"{member.name} <{member.email}>, {member.get_role_display()}, {member.organisation}: passkeys,"
            " authenticator apps and recovery codes are taken away, and all logins end. Make sure, by"
            " telephone say, that the person has asked for it."
        )
        try:
            answer = input("Type yes to go on: ")
        except (EOFError, KeyboardInterrupt):
            answer = ""
        if answer.strip().lower() != "yes":
            raise CommandError("Nothing was changed. Answer yes at a terminal, or add --yes.")


def _find(address: str) -> Staff:
    try:
        wanted = str(parse_mail_address(address)).lower()
    except ValidationError:
        raise CommandError("ADDRESS must be a plain mail address, such as keiyaku@example.co.jp.") from None
    found = Staff.objects.filter(email=wanted, is_active=True).first()
    if found is None:
        raise CommandError(f"No member of staff logs in with {wanted}.")
    return found
