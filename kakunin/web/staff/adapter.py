"""What allauth asks us about staff."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class StaffAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth brings no types
    """Accounts are made by an organisation, never by a visitor."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """No."""
        return False
