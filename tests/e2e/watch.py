"""What must hold on every page that a story meets, whatever the story is about."""

from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

_axe = Axe()
# Browsers write a line for each answer that is a refusal; the stories look at those pages themselves.
_REFUSED = "the server responded with a status of 4"
# Firefox does not tell us what a policy has stopped; its pages do.
_TELL = (
    'addEventListener("securitypolicyviolation",'
    " (told) => console.error(`stopped by ${told.effectiveDirective}: ${told.blockedURI}`));"
)


class Watch:
    """Collects from all pages of a browser what ought not to be there."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self._home = urlsplit(url).netloc
        self.elsewhere: list[str] = []
        self.errors: list[str] = []
        context.add_init_script(_TELL)
        context.on("request", self._note_request)
        context.on("console", self._note_console)
        context.on("weberror", lambda error: self.errors.append(str(error.error)))

    def _note_request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in {"http", "https", "ws", "wss"} and address.netloc != self._home:
            self.elsewhere.append(request.url)
        # Of the address before only the host: the gate's path is a secret (T1).
        if urlsplit(request.headers.get("referer", "")).path not in {"", "/"}:
            self.errors.append(f"{request.url} heard of {request.headers['referer']}")

    def _note_console(self, message: ConsoleMessage) -> None:
        # Firefox opens a PDF it has saved in a tab of its own, whose viewer talks to itself.
        if message.page and message.page.url.startswith("file:"):
            return
        if message.type in {"error", "warning"} and _REFUSED not in message.text:
            self.errors.append(message.text)

    def verify(self) -> None:
        """Nothing went to another host, no path was passed on, and no script or policy complained."""
        assert not self.elsewhere, self.elsewhere
        assert not self.errors, self.errors


# What axe judges, less the words: elements, their classes and attributes, and whether they are empty.
_BUILD = """() => {
  const told = ({ name, value }) => name + (/^(aria|role|type|for|id)/.test(name) ? value : "");
  const parts = [...document.querySelectorAll("body *")].flatMap((element) =>
    [element.tagName, element.className, !element.textContent.trim(), ...[...element.attributes].map(told)]);
  return [innerWidth, document.title, ...parts].join(" ");
}"""
_checked: set[tuple[str, str]] = set()


def check_accessibility(page: Page) -> None:
    """axe finds nothing on this page. It takes a second: a page that is built alike is checked once."""
    engine = page.context.browser
    build = (engine.browser_type.name if engine else "", page.evaluate(_BUILD))
    if build in _checked:
        return
    _checked.add(build)
    # Not into frames: there is only that of a demo's mail, whose sandbox lets no script in.
    found: list[dict[str, Any]] = _axe.run(page, options={"iframes": False}).response["violations"]
    told = [f"{v['id']}: {v['help']}\n    {v['nodes'][0]['html'][:200]}" for v in found]
    assert not told, f"{page.url}\n" + "\n".join(told)
