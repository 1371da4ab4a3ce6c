"""A browser without a screen: cookies, forms, and one connection that is kept."""

import http.client
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http.cookies import SimpleCookie
from types import TracebackType
from typing import Self

from bench.surroundings import HOST

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
File = tuple[str, str, bytes]  # field, name, content


class UnexpectedAnswerError(Exception):
    """A page answered otherwise than the walk needs: the figure would mean nothing."""


@dataclass(frozen=True)
class Answer:
    """``location`` is empty unless the answer sends the browser elsewhere."""

    status: int
    body: bytes
    location: str
    content_type: str

    @property
    def token(self) -> str:
        """The form's protection on this page."""
        found = _TOKEN.search(self.body.decode())
        if not found:
            raise UnexpectedAnswerError("no form on the page")
        return found[1]


class Client:
    """Speaks to one port as a reverse proxy does that ends TLS."""

    def __init__(self, port: int) -> None:
        self.cookies: dict[str, str] = {}
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def get(self, path: str, *, expect: int = 200) -> Answer:
        return self._ask("GET", path, expect=expect)

    def post(
        self, path: str, fields: Mapping[str, str], files: Iterable[File] = (), *, expect: int
    ) -> Answer:
        """Send a form with everything in it."""
        body, content_type = pack_form(fields, files)
        return self._ask("POST", path, body, {"Content-Type": content_type}, expect=expect)

    @property
    def headers(self) -> dict[str, str]:
        """What goes with every request."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        proxy = {"Host": HOST, "X-Forwarded-Proto": "https", "Origin": f"https://{HOST}"}
        return {**proxy, "Cookie": cookies} if cookies else proxy

    def _ask(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        *,
        expect: int,
    ) -> Answer:
        self._connection.request(method, path, body, {**self.headers, **(headers or {})})
        response = self._connection.getresponse()
        content = response.read()
        for line in response.headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        if response.status != expect:
            raise UnexpectedAnswerError(f"{method} {path}: {response.status} instead of {expect}")
        location = response.getheader("Location") or ""
        return Answer(response.status, content, location, response.getheader("Content-Type") or "")


def pack_form(fields: Mapping[str, str], files: Iterable[File]) -> tuple[bytes, str]:
    """A multipart body and its content type."""
    border = secrets.token_hex(16)
    parts = [
        f'--{border}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    for field, name, content in files:
        head = f'Content-Disposition: form-data; name="{field}"; filename="{name}"'
        parts.append(
            f"--{border}\r\n{head}\r\nContent-Type: application/pdf\r\n\r\n".encode() + content + b"\r\n"
        )
    parts.append(f"--{border}--\r\n".encode())
    return b"".join(parts), f"multipart/form-data; boundary={border}"
