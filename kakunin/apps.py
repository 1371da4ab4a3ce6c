"""Kakunin is one Django app."""

from django.apps import AppConfig


class KakuninConfig(AppConfig):
    name = "kakunin"
    verbose_name = "保証証券等確認システム"

    def ready(self) -> None:
        """What must hold whichever part of the process makes a login."""
        from django.contrib.auth import user_logged_in
        from django.db.models.signals import post_migrate

        from kakunin.web.middleware.staff_session import begin_session
        from kakunin.web.staff import notices

        user_logged_in.connect(begin_session)
        notices.connect()
        post_migrate.connect(_make_cache_table, sender=self)


def _make_cache_table(using: str, **_: object) -> None:
    """The limits of logins are counted in it: without the table nobody gets in."""
    from django.core.management import call_command

    call_command("createcachetable", database=using, verbosity=0)
