"""What a browser was shown."""

import re


def without_tokens(page: str) -> str:
    """The page but for what differs at every request: the protections of form and scripts."""
    return re.sub(r'(csrfmiddlewaretoken" value|nonce)="[^"]+"', "", page)
