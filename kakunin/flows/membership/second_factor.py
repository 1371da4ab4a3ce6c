"""The one place where a second factor is taken away from a person."""

from django.apps import apps

from kakunin.models.staff import Staff


def forget_factors(staff: Staff) -> None:
    """Passkeys, authenticator apps and recovery codes: the next login sets up new ones."""
    if apps.is_installed("allauth.mfa"):
        from allauth.mfa.models import Authenticator

        Authenticator.objects.filter(user=staff).delete()
