"""May this browser download the documents of this certificate?"""

from kakunin.foundation.errors import LoginEnded, ViewingEnded, Withdrawn
from kakunin.models.obligee_login import ObligeeLogin
from kakunin.models.viewing_key import ViewingGrant


def check_may_download(grant: ViewingGrant, login: ObligeeLogin) -> None:
    """Raise unless both stand at this moment (D3): what was opened a minute ago may be over.

    Both as read in this request. Raises Withdrawn, ViewingEnded, LoginEnded.
    """
    if grant.key.certificate.withdrawn_at is not None:
        raise Withdrawn
    if not grant.is_alive:
        raise ViewingEnded
    if not login.is_alive or login.browser != grant.browser:
        raise LoginEnded
