"""A browser without a screen, behind the proxy that ends TLS; it keeps what a thief would like to have."""

import http.client
from collections.abc import Iterable, Mapping
from http.cookies import SimpleCookie

from bench.client import File, pack_form
from bench.surroundings import HOST

SESSION, CSRF = "__Host-session", "__Host-csrf"


class Browser:
    """``headers``: all that ever came back, cookies excepted; ``seen``: each value of each cookie.

    ``expect`` is the status that must come back; 0 is any.
    """

    def __init__(self, port: int) -> None:
        self.port = port
        self.headers: list[str] = []
        self.seen: dict[str, list[str]] = {SESSION: [], CSRF: []}
        self._cookies: dict[str, str] = {}

    def get(self, path: str, expect: int = 200, method: str = "GET", **headers: str) -> bytes:
        return self._ask(method, path, b"", headers, expect)[0]

    def post(
        self, path: str, fields: Mapping[str, str], expect: int, files: Iterable[File] = (), **headers: str
    ) -> str:
        """Where the answer leads; the form is filled in as the page has it."""
        return self._send(path, fields, expect, files, **headers)[1]

    def submit(self, path: str, fields: Mapping[str, str], expect: int = 200) -> bytes:
        """The page that answers the form."""
        return self._send(path, fields, expect)[0]

    def _send(
        self, path: str, fields: Mapping[str, str], expect: int, files: Iterable[File] = (), **headers: str
    ) -> tuple[bytes, str]:
        protected = {**fields, "csrfmiddlewaretoken": self._cookies.get(CSRF, "")}
        body, content_type = pack_form(protected, files)
        return self._ask("POST", path, body, {"Content-Type": content_type, **headers}, expect)

    def break_off(self, path: str, fields: Mapping[str, str], files: Iterable[File]) -> None:
        """Begin to send a form, and go away in the middle of it."""
        body, content_type = pack_form({**fields, "csrfmiddlewaretoken": self._cookies.get(CSRF, "")}, files)
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {**self._own_headers(), "Content-Type": content_type, "Content-Length": str(len(body))}
        line.request("POST", path, body[: len(body) * 3 // 4], headers)
        line.close()

    def _own_headers(self) -> dict[str, str]:
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        proxy = {"Host": HOST, "X-Forwarded-Proto": "https", "Origin": f"https://{HOST}"}
        return {**proxy, "Cookie": cookies} if cookies else proxy

    def _ask(
        self, method: str, path: str, body: bytes, headers: Mapping[str, str], expect: int
    ) -> tuple[bytes, str]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        # An empty header is one that is not sent.
        sent = {name: value for name, value in {**self._own_headers(), **headers}.items() if value}
        try:
            line.request(method, path, body or None, sent)
            response = line.getresponse()
            content = response.read()
        finally:
            line.close()
        self._remember(response)
        assert expect in {0, response.status}, f"{method} {path}: {response.status}\n{content.decode()}"
        return content, response.headers.get("Location", "")

    def _remember(self, response: http.client.HTTPResponse) -> None:
        for name, value in response.headers.items():
            if name.lower() != "set-cookie":
                self.headers.append(f"{name}: {value}")
        for line in response.headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(line).items():
                self._cookies[name] = morsel.value
                self.seen[name] += filter(None, [morsel.value])
