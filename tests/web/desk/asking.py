"""A member of staff in a browser of its own, who opens the desk's questions and answers them."""

import re
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.urls import reverse

from kakunin.models.certificate import Certificate
from kakunin.models.staff import Staff


@dataclass(frozen=True)
class Asked:
    """What came back: the status, and the page that the browser ends on."""

    status: int
    page: str


class Browser:
    """``ask`` opens a question as somebody would, ``answer`` sends it back with what stood hidden in it."""

    def __init__(self, staff: Staff) -> None:
        self._client = Client()
        self._client.force_login(staff)

    def open(self, name: str, certificate: Certificate, **where: int) -> Asked:
        address = reverse(f"desk:{name}", kwargs={"uuid": certificate.uuid, **where})
        return _read(self._client.get(address))

    def answer(
        self, name: str, certificate: Certificate, values: dict[str, str], *, seen: str = "", **where: int
    ) -> Asked:
        """``seen`` is the page that was shown before; without it the question is opened first."""
        seen = seen or self.open(name, certificate, **where).page
        address = reverse(f"desk:{name}", kwargs={"uuid": certificate.uuid, **where})
        answer = self._client.post(address, values | hidden(seen))
        if answer.status_code == 303:
            return Asked(303, self._client.get(answer.headers["Location"]).content.decode())
        return _read(answer)

    def post(self, name: str, certificate: Certificate, **where: int) -> Asked:
        """Only a button."""
        address = reverse(f"desk:{name}", kwargs={"uuid": certificate.uuid, **where})
        return _read(self._client.post(address))


def hidden(page: str) -> dict[str, str]:
    """The version that stood in the page."""
    found = re.search(r'name="version" value="(\d+)"', page)
    return {"version": found[1]} if found else {}


def _read(answer: Any) -> Asked:
    return Asked(answer.status_code, answer.content.decode())
