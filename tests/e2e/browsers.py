"""The machine's own browsers; a missing one fails, it is never skipped."""

import os
import shutil

from playwright.sync_api import Browser, Playwright

_CHROMIUM = ("/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome")
_FIREFOX = ("/usr/bin/firefox-esr", "firefox-esr")
# Nothing that goes out by itself: no test may depend on a network.
_QUIET = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def launch(playwright: Playwright, name: str, *, remembers_pages: bool = False) -> Browser:
    """``chromium`` or ``firefox``, without a window.

    ``remembers_pages``: "back" may bring a page out of the memory, as for people. Playwright
    switches that off in Chromium, because it waits in vain for such a page to load.
    """
    if name == "firefox":
        # Debian's build speaks WebDriver BiDi, which playwright keeps under this channel.
        path = _find(_FIREFOX, package="firefox-esr")
        return playwright.firefox.launch(channel="moz-firefox", executable_path=path)
    # Chromium's own sandbox refuses to work for root.
    flags = [*_QUIET, "--no-sandbox"] if os.geteuid() == 0 else _QUIET
    return playwright.chromium.launch(
        executable_path=_find(_CHROMIUM, package="chromium"),
        args=flags,
        ignore_default_args=["--disable-back-forward-cache"] if remembers_pages else None,
    )


def _find(names: tuple[str, ...], *, package: str) -> str:
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        raise RuntimeError(f"{package} is missing. Install it:  sudo apt-get install {package}")
    return found
