"""The two tags that load something into a page; each shows the answer's nonce, or browsers refuse it."""

from django import template
from django.template import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from kakunin.web.style import style_url

register = template.Library()


@register.simple_tag(takes_context=True)
def style_sheet(context: Context) -> SafeString:
    """The one style sheet of all pages."""
    return format_html('<link rel="stylesheet" href="{}" nonce="{}">', style_url(), _nonce(context))


@register.simple_tag(takes_context=True)
def script(context: Context, path: str) -> SafeString:
    """An ES module of ours; what it imports is let in with it."""
    return format_html('<script type="module" src="{}" nonce="{}"></script>', static(path), _nonce(context))


def _nonce(context: Context) -> str:
    """A page that never met the middleware (it broke before) is shown all the same."""
    return str(getattr(context.get("request"), "csp_nonce", ""))
