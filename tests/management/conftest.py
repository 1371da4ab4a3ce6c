"""Commands as somebody at a terminal runs them."""

from dataclasses import dataclass
from io import StringIO

import pytest
from django.core.management import CommandError, call_command


@dataclass(frozen=True)
class Answer:
    """``status`` is the program's exit status."""

    status: int
    words: str


def run(*arguments: str) -> Answer:
    """As ``manage.py`` would; a refusal must be one line."""
    said = StringIO()
    try:
        call_command(*arguments, stdout=said, stderr=said)
    except CommandError as refusal:
        words = str(refusal)
        assert "\n" not in words
        return Answer(refusal.returncode, said.getvalue() + words)
    return Answer(0, said.getvalue())


@pytest.fixture
def no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks gets no answer."""

    def ask(_prompt: str) -> str:
        raise EOFError

    monkeypatch.setattr("builtins.input", ask)
