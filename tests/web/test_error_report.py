"""A report of a bug tells where it is, and nothing of the one who met it (T22)."""

import sys

import pytest
from django.conf import settings
from django.test import RequestFactory
from django.utils.module_loading import import_string

from kakunin.foundation import tokens

LOCATOR, PASSWORD = tokens.new_locator(), tokens.group_password(tokens.new_password())


def report(method: str) -> str:
    """As a handler would have it made, of a bug in a request that is full of secrets."""
    request = RequestFactory().post(
        f"/v/{LOCATOR}", {"password": PASSWORD}, headers={"Cookie": "session=abc"}
    )
    password = PASSWORD
    try:
        raise KeyError(f"/v/{LOCATOR}, {password.lower()}")
    except KeyError:
        made = import_string(settings.DEFAULT_EXCEPTION_REPORTER)(request, *sys.exc_info())
    told: str = getattr(made, method)()
    return told


@pytest.mark.parametrize("method", ["get_traceback_text", "get_traceback_html"])
def test_it_names_the_place_and_no_secret(method: str) -> None:
    told = report(method)
    assert "test_error_report.py" in told
    assert "KeyError" in told
    for secret in (LOCATOR, PASSWORD, PASSWORD.lower(), "session=abc", settings.PEPPER, settings.SECRET_KEY):
        assert secret not in told


def test_without_a_bug_there_is_nothing_to_tell() -> None:
    assert (
        import_string(settings.DEFAULT_EXCEPTION_REPORTER)(None, None, None, None).get_traceback_text() == ""
    )


def test_nobody_is_sent_any() -> None:
    assert settings.ADMINS == settings.MANAGERS == []
    assert not settings.DEBUG
