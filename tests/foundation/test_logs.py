"""T1, T22: a viewing URL never stands in a log line, however it got there."""

import io
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings

from kakunin.foundation import tokens
from kakunin.foundation.logs import HideLocators, hide_locators

LOCATOR = tokens.new_locator()


@pytest.fixture
def lines() -> Iterator[tuple[logging.Logger, io.StringIO]]:
    """A logger with a handler like that of the settings, and what it wrote."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(HideLocators("{levelname} {message}", style="{"))
    logger = logging.Logger("kakunin.test")
    logger.addHandler(handler)
    yield logger, written
    handler.close()


@pytest.mark.parametrize(
    ("line", "hidden"),
    [
        ("Not Found: /v/{}", "Not Found: /v/…"),
        ("GET /v/{} HTTP/1.1", "GET /v/… HTTP/1.1"),
        ("https://kakunin.example.jp/v/{}?from=mail", "https://kakunin.example.jp/v/…?from=mail"),
        ("'/v/{}' and \"/v/{}\"", "'/v/…' and \"/v/…\""),
        ("/view/something stays", "/view/something stays"),
    ],
)
def test_the_locator_of_a_viewing_url_is_hidden(line: str, hidden: str) -> None:
    assert hide_locators(line.format(LOCATOR, LOCATOR)) == hidden


def test_in_the_message_and_in_its_arguments(lines: tuple[logging.Logger, io.StringIO]) -> None:
    logger, written = lines
    logger.warning("/v/%s was asked for by %s", LOCATOR, "a browser")
    logger.warning("Not Found: %s", f"/v/{LOCATOR}")
    assert written.getvalue() == "WARNING /v/… was asked for by a browser\nWARNING Not Found: /v/…\n"


def test_in_a_traceback_and_in_what_caused_it(lines: tuple[logging.Logger, io.StringIO]) -> None:
    logger, written = lines
    try:
        try:
            raise KeyError(f"/v/{LOCATOR}")
        except KeyError as cause:
            raise RuntimeError(f"http://localhost/v/{LOCATOR} failed") from cause
    except RuntimeError:
        logger.exception("A request failed")
    assert "RuntimeError: http://localhost/v/… failed" in written.getvalue()
    assert LOCATOR not in written.getvalue()


def test_every_handler_of_the_settings_hides_locators() -> None:
    configured: Any = settings.LOGGING
    for handler in configured["handlers"].values():
        assert (
            configured["formatters"][handler["formatter"]]["class"] == "kakunin.foundation.logs.HideLocators"
        )


def test_what_django_itself_logs_comes_through_such_a_handler() -> None:
    handlers = [*logging.getLogger("django").handlers, *logging.getLogger().handlers]
    console = [handler for handler in handlers if type(handler) is logging.StreamHandler]
    assert len(console) == 2
    assert all(isinstance(handler.formatter, HideLocators) for handler in console)
