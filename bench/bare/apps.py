"""Kakunin's models alone: what hears of logins needs all of its apps."""

from django.apps import AppConfig


class BareConfig(AppConfig):
    name = "kakunin"
