"""The session of a browser, with or without a login."""

from __future__ import annotations

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from kakunin.models.staff import Staff


class Session(AbstractBaseSession):
    """``session_key`` names the row and opens nothing: the cookie holds something else (docs/formats.md).

    ``staff`` is whoever is logged in, so that all logins of a person are found.
    """

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, null=True, related_name="sessions")
