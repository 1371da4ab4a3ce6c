"""``manage.py invite_administrator``: the way into an organisation that nobody can administer (ADR 14)."""

import difflib
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localtime

from kakunin.flows.membership.invite import invite_administrator
from kakunin.foundation import tokens
from kakunin.foundation.errors import AddressInUse, AlreadyInvited, TooOften
from kakunin.foundation.text import is_single_line
from kakunin.models.party import Agency, Association, Insurer, Organisation
from kakunin.models.staff import Staff
from kakunin.web.members.forms import PersonForm

_KINDS: dict[str, type[Organisation]] = {"association": Association, "insurer": Insurer, "agency": Agency}
_SHOWN = 10
_WRONG = {
    "person": "NAME must be one line of at most 100 characters, without control characters.",
    "address": "ADDRESS must be a plain mail address in ASCII, such as keiyaku@example.co.jp.",
}
_REFUSALS: dict[type[Exception], str] = {
    AddressInUse: (
        "{address} is a member of staff already. Is the second factor lost?  manage.py reset_second_factor"
        " {address}  Otherwise invite another address."
    ),
    AlreadyInvited: "{address} is invited already. --again withdraws that invitation and sends a new one.",
    TooOften: "Too many invitations to this organisation within a day. Try again tomorrow.",
}


class Command(BaseCommand):
    help = "Invites an administrator by mail. Those whom the organisation has are told."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "organisation", metavar="ORGANISATION", help="its exact name; an agency's linking code does too"
        )
        parser.add_argument("address", metavar="ADDRESS", help="where the invitation goes; never used before")
        parser.add_argument("name", metavar="NAME", help="of the person")
        kinds = parser.add_mutually_exclusive_group()
        for kind in _KINDS:
            kinds.add_argument(f"--{kind}", dest="kind", action="store_const", const=kind)
        parser.add_argument("--again", action="store_true", help="withdraw an invitation that waits")

    def handle(self, *args: Any, organisation: str, address: str, name: str, **options: Any) -> None:
        """Raises CommandError, in words. The link is in the mail only: never printed."""
        home = _find(organisation, options["kind"])
        form = PersonForm({"address": address, "person": name})
        for field in form.errors:
            raise CommandError(_WRONG[field])
        given = form.cleaned_data
        told = Staff.objects.administrators_of(home).count()
        try:
            invitation = invite_administrator(
                organisation=home, address=given["address"], name=given["person"], again=options["again"]
            )
        except tuple(_REFUSALS) as refusal:
            raise CommandError(_REFUSALS[type(refusal)].format(address=given["address"])) from None
        until = localtime(invitation.expires_at)
        self.stdout.write(
            f"The worker mails the invitation to {home} to {invitation.address}; it is good until"
            f" {until:%Y-%m-%d %H:%M %Z}. Administrators there who are told: {told}."
        )


def _find(name: str, kind: str | None) -> Organisation:
    """The only one of this name, or the agency with this linking code."""
    models = [_KINDS[kind]] if kind else [*_KINDS.values()]
    # What is no name at all would be more than some databases take.
    looked_at = models if is_single_line(name) else []
    found = [one for model in looked_at for one in model._default_manager.filter(name=name)]
    if Agency in models and not found:
        found += Agency.objects.filter(linking_code=tokens.read_password(name))
    if len(found) == 1:
        return found[0]
    if found:
        several = ", ".join(map(_described, found))
        raise CommandError(
            f"Several organisations have this name: {several}. Add --association, --insurer or --agency, or"
            " give an agency's linking code instead of its name."
        )
    there = [one for model in models for one in model._default_manager.values_list("name", flat=True)]
    nearest = difflib.get_close_matches(name, there, _SHOWN, cutoff=0)
    raise CommandError(
        f"No {kind or 'organisation'} has exactly this name. Of the {len(there)} that are there the nearest:"
        f" {', '.join(nearest) or 'none'}."
    )


def _described(organisation: Organisation) -> str:
    kind = organisation._meta.model_name
    if not isinstance(organisation, Agency):
        return f"{kind} {organisation}"
    insurers = "/".join(organisation.contracts.values_list("insurer__name", flat=True).distinct()) or "nobody"
    return f"{kind} {organisation} ({organisation.shown_code}, contracts with {insurers})"
