"""The way out for mail: Django's backend, with one connection kept open while there is work."""

import threading

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

_kept = threading.local()


def deliver(message: EmailMessage) -> None:
    """Hand one mail to the server; raises SMTPException or OSError, and then starts afresh."""
    try:
        _connection().send_messages([message])
    except BaseException:
        hang_up()
        raise


def hang_up() -> None:
    """Close the connection: nothing more to send for now."""
    connection, _kept.connection = getattr(_kept, "connection", None), None
    if connection is not None:
        connection.close()


def _connection() -> BaseEmailBackend:
    connection: BaseEmailBackend | None = getattr(_kept, "connection", None)
    if connection is None:
        # Kept before it is open: a login that fails leaves a socket to be closed.
        connection = _kept.connection = get_connection(fail_silently=False)
        connection.open()
    return connection
