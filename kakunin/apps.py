"""Kakunin is one Django app."""

from django.apps import AppConfig


class KakuninConfig(AppConfig):
    name = "kakunin"
    verbose_name = "保証証券等確認システム"

    def ready(self) -> None:
        """What must hold whichever part of the process makes a login."""
        from django.contrib.auth import user_logged_in

        from kakunin.web.middleware.staff_session import begin_session

        user_logged_in.connect(begin_session)
