"""Kakunin is one Django app."""

from django.apps import AppConfig


class KakuninConfig(AppConfig):
    name = "kakunin"
    verbose_name = "保証証券等確認システム"
