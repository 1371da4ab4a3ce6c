"""T1, T22: what opens doors never stands in a log line, however it got there."""

import io
import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings

from kakunin.foundation import tokens
from kakunin.foundation.logs import HideSecrets, hide_secrets

LOCATOR = "ddan28b004t83fsam87bmk6et8t9va"


def test_the_example_is_one() -> None:
    assert tokens.is_whole_locator(LOCATOR)


@pytest.fixture
def lines() -> Iterator[tuple[logging.Logger, io.StringIO]]:
    """A logger with a handler like that of the settings, and what it wrote."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(HideSecrets("{levelname} {message}", style="{"))
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
        ("Not Found: /v//{}", "Not Found: /v/…"),
        ("Not Found: /v/x/{}", "Not Found: /v/…"),
        ("Not Found: /{}", "Not Found: /…"),
        ("Referer failed - https://evil.example/?u={}", "Referer failed - https://evil.example/?u=…"),
        ("next=%2Fv%2F{}, next=%252fv%252f{}", "next=%2Fv%2F…, next=%252fv%252f…"),
        ("/view/something stays", "/view/something stays"),
    ],
)
def test_the_locator_of_a_viewing_url_is_hidden(line: str, hidden: str) -> None:
    assert hide_secrets(line.format(LOCATOR, LOCATOR)) == hidden


@pytest.mark.parametrize(
    "secret",
    [
        LOCATOR.upper(),
        LOCATOR[:-1],
        LOCATOR[:26],
        "ABCD-EFGH-JKMN",
        "abcd-2345-jkmn",
        "ABCDEFGHJKMN",
        "0123-4567",
    ],
)
def test_what_has_the_form_of_a_secret_is_hidden_wherever_it_stands(secret: str) -> None:
    for line in ("{}", "KeyError: '{}'", "554 spam: {}, sorry", "a={}&b", "\n{}\n"):
        assert hide_secrets(line.format(secret)) == line.format("…")


@pytest.mark.parametrize(
    "line",
    [
        "2026-11-23 19:21:16,430 ERROR django.request Internal Server Error: /desk/upload/",
        "/view/3f2a4b5c-2222-4333-8444-abcdefabcdef/1/1/image",
        "3f2a4b5c222243338444abcdefabcdef",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "/static/js/upload/file_field.30edb3b48173.js",
        "the undercurrent and its transference",
        "send_mail 12345678 failed with SMTPDataError at try 1",
        "550 5.1.1 No such user here; call 03-1234-5678",
    ],
)
def test_what_people_need_stays(line: str) -> None:
    assert hide_secrets(line) == line


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
            configured["formatters"][handler["formatter"]]["class"] == "kakunin.foundation.logs.HideSecrets"
        )


def test_what_django_itself_logs_comes_through_such_a_handler() -> None:
    handlers = [*logging.getLogger("django").handlers, *logging.getLogger().handlers]
    console = [handler for handler in handlers if type(handler) is logging.StreamHandler]
    assert len(console) == 2
    assert all(isinstance(handler.formatter, HideSecrets) for handler in console)


def test_a_line_says_when_to_the_second_and_by_which_clock() -> None:
    (console,) = (each for each in logging.getLogger().handlers if type(each) is logging.StreamHandler)
    line = console.format(logging.LogRecord("kakunin", logging.INFO, "", 0, "words", None, None))
    assert re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4} INFO kakunin words$", line)
