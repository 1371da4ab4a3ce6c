"""The one place where a second factor is taken away from a person."""

from allauth.mfa.models import Authenticator

from kakunin.models.staff import Staff


def forget_factors(staff: Staff) -> None:
    """Passkeys, authenticator apps and recovery codes: the next login sets up new ones."""
    Authenticator.objects.filter(user=staff).delete()
