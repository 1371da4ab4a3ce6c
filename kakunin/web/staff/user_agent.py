"""A browser in words that its user recognises."""

from django.utils.translation import gettext as _

# The first that is found: Edge calls itself Chrome as well, and Chrome Safari.
_BROWSERS = {"Edg": "Edge", "Firefox/": "Firefox", "FxiOS": "Firefox", "Chrome/": "Chrome", "CriOS": "Chrome"}
_BROWSERS["Safari/"] = "Safari"
_SYSTEMS = {
    "Windows": "Windows",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Macintosh": "Mac",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


def shown_browser(user_agent: str) -> str:
    """Such as Edge（Windows）; what a browser says of itself is never shown as it is."""
    browser = next((name for token, name in _BROWSERS.items() if token in user_agent), "")
    system = next((name for token, name in _SYSTEMS.items() if token in user_agent), "")
    if browser and system:
        return _("%(browser)s（%(system)s）") % {"browser": browser, "system": system}
    return browser or system or _("不明なブラウザー")
