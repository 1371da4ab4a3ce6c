"""A member of staff who looks through the lists."""

import csv
import io
import re
from dataclasses import dataclass

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from kakunin.models.staff import Staff


@dataclass(frozen=True)
class Looker:
    """Each time at a browser of its own."""

    staff: Staff

    def get(self, name: str = "list", **asked: str) -> HttpResponse:
        client = Client()
        client.force_login(self.staff)
        answer = client.get(reverse(f"desk:{name}"), asked)
        assert isinstance(answer, HttpResponse)
        return answer

    def page(self, **asked: str) -> str:
        return self.get(**asked).content.decode()

    def numbers(self, **asked: str) -> list[str]:
        """The 証券番号 in the order of the page."""
        return re.findall(r'<a class="number"[^>]*>([^<]+)</a>', self.page(**asked))

    def rows(self, **asked: str) -> list[dict[str, str]]:
        """Of the CSV, by the names of its columns."""
        content = self.get("table", **asked).content
        assert content.startswith(b"\xef\xbb\xbf")
        return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
