"""Who may open which address: every address has a rule here, or this fails."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from kakunin.web.demo import urls as demo_urls
from tests.world import World, make_world

# Open to everybody, without a login. Adding a line here is a decision.
PUBLIC = [
    "account_inactive",
    "account_login",
    "account_reset_password",
    "account_signup",
    "gate:gate",
    "site:environment",
    "site:help",
    "site:home",
    "site:how",
    "viewer:active",
    "viewer:contractor",
    "viewer:end",
    "viewer:image",
    "viewer:obligee",
    "viewer:page",
    "viewer:start",
]
DEMO_ONLY = ["demo:mail", "demo:mail_html", "demo:mails", "demo:styleguide"]
