"""The way out for mail: Django's backend, with one connection kept open while there is work."""

import threading

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

_kept = threading.local()


def deliver(message: EmailMessage) -> None:
    """Hand one mail to the server; raises SMTPException or OSError, and then starts afresh."""
    connection = _connection()
    try:
        connection.send_messages([message])
    except Exception:
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
        connection = get_connection(fail_silently=False)
        connection.open()
        _kept.connection = connection
    return connection
