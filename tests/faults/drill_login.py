"""One right code, entered many times at the same moment over HTTP: a single entry logs in (T5)."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from django.urls import reverse

from kakunin.models.audit import AuditEvent
from kakunin.models.obligee_login import ObligeeLogin
from kakunin.models.one_time_password import OneTimePassword
from tests.faults.drill_web import TOKEN, Server
from tests.mail_server import closed_port
from tests.world import CLERK, MadeCertificate, make_certificate, make_domain, make_insurer, make_staff

PROCESSES = 2
# Only the first few of a round race; what lets two through does not do so in every round.
ROUNDS = 8


@dataclass(frozen=True)
class Answer:
    """``session`` is the cookie that it sets: a value, "" where it takes one away, None for neither."""

    status: int
    location: str
    session: str | None


class Line:
    """A connection of a browser that has this session: opened now, good for one request later."""

    def __init__(self, port: int, session: str = "") -> None:
        self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._line.connect()
        self._cookie = f"csrftoken={TOKEN}" + (f"; sessionid={session}" if session else "")

    def get(self, path: str) -> Answer:
        self._line.request("GET", path, headers={"Cookie": self._cookie})
        return self._answer()

    def post(self, path: str, **values: str) -> Answer:
        body = urlencode({**values, "csrfmiddlewaretoken": TOKEN})
        headers = {"Cookie": self._cookie, "Content-Type": "application/x-www-form-urlencoded"}
        self._line.request("POST", path, body, headers)
        return self._answer()

    def _answer(self) -> Answer:
        response = self._line.getresponse()
        response.read()
        self._line.close()
        cookies = SimpleCookie("; ".join(response.headers.get_all("Set-Cookie", [])))
        session = cookies["sessionid"].value if "sessionid" in cookies else None
        return Answer(response.status, response.headers.get("Location", ""), session)


def drill(entries: int) -> str:
    """A fresh browser each round, with as many connections as entries."""
    make_domain()
    insurer = make_insurer()
    made = make_certificate(insurer=insurer, agency=None, by=make_staff(insurer))
    server = Server(closed_port(), processes=PROCESSES)
    try:
        server.wait_until_it_answers()
        raced = 0
        for turn in range(1, ROUNDS + 1):
            session = ask_for_a_code(server.port, made)
            answers = enter_at_once(server.port, session, made, entries)
            check_rows(turn)
            raced += check_answers(answers, server.port, session, made)
        assert raced, "the entries came one after the other"
        return f"{entries} entries of a right code, one login: {ROUNDS} times, {raced} of them really at once"
    finally:
        server.stop()


def ask_for_a_code(port: int, made: MadeCertificate) -> str:
    """Through the gate to the login; the session that waits for the code."""
    opened = Line(port).post(reverse("gate:gate", args=[made.locator]), password=made.password)
    assert opened.session, opened
    asked = Line(port, opened.session).post(address_of("login:address", made), address=CLERK)
    assert (asked.status, asked.location) == (303, address_of("login:code", made)), asked
    return opened.session


def enter_at_once(port: int, session: str, made: MadeCertificate, entries: int) -> list[Answer]:
    """The right code on every connection; all are open before the first is used."""
    code = OneTimePassword.objects.get(ended_at=None).digits
    path = address_of("login:code", made)
    start = threading.Barrier(entries)

    def enter(line: Line) -> Answer:
        start.wait(timeout=30)
        return line.post(path, code=code)

    lines = [Line(port, session) for _ in range(entries)]
    with ThreadPoolExecutor(entries) as threads:
        return list(threads.map(enter, lines))


def check_rows(logins: int) -> None:
    """One for each code so far, and nothing was taken for a wrong try."""
    assert ObligeeLogin.objects.count() == logins, "logins"
    assert AuditEvent.objects.filter(type=AuditEvent.Type.LOGGED_IN).count() == logins, "events"
    assert not AuditEvent.objects.filter(type=AuditEvent.Type.LOGIN_REFUSED).exists()
    assert not OneTimePassword.objects.filter(ended_at=None).exists(), "a code is still good"


def check_answers(answers: Sequence[Answer], port: int, session: str, made: MadeCertificate) -> bool:
    """One gives a session, which opens the download; what all others are left with opens nothing.

    True when some came after the first had found the code good and before its session had changed.
    """
    documents = address_of("download:documents", made)
    winner, *others = sorted(answers, key=lambda answer: not answer.session)
    assert (winner.status, winner.location) == (303, documents), winner
    assert winner.session != session
    assert Line(port, winner.session or "").get(documents).status == 200
    assert Line(port, session).get(documents).status == 404
    for other in others:
        # 404: its session was gone. 303: it found the code used, or the login there already.
        assert not other.session, other
        assert other.status in {303, 404, 422}, other
    return any(other.status != 404 for other in others)


def address_of(name: str, made: MadeCertificate) -> str:
    return reverse(name, args=[made.certificate.uuid])
