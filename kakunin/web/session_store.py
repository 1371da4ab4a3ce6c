"""Sessions in the database, under names that open nothing (T22)."""

import hashlib

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.base_session import AbstractBaseSession
from django.utils import timezone

from kakunin.models.session import Session


def name_of(key: str) -> str:
    """40 digits, which is what Django's column holds; the key itself is random, so no pepper is needed."""
    return hashlib.sha256(key.encode()).hexdigest()[:40]


class SessionStore(DatabaseSessions):
    """The cookie has the key, the row only its hash: whoever reads a backup can't go on with a session.

    Overrides each place where Django's store turns a key into a row.
    """

    @classmethod
    def get_model_class(cls) -> type[AbstractBaseSession]:
        return Session

    def _get_session_from_db(self) -> AbstractBaseSession | None:
        name = name_of(self.session_key or "")
        row: AbstractBaseSession | None = self.model.objects.filter(
            pk=name, expire_date__gt=timezone.now()
        ).first()
        if row is None:
            self._session_key = None
        return row

    def exists(self, session_key: str) -> bool:
        return super().exists(name_of(session_key))

    def create_model_instance(self, data: dict[str, object]) -> AbstractBaseSession:
        row = super().create_model_instance(data)
        row.session_key = name_of(row.session_key)
        row.staff_id = data.get(SESSION_KEY)  # type: ignore[attr-defined]  # a Session's
        return row

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            super().delete(name_of(key))

    # The store has a second copy of each method for asynchronous views; ours go through the first.
    aload, aexists, acreate = SessionBase.aload, SessionBase.aexists, SessionBase.acreate
    asave, adelete = SessionBase.asave, SessionBase.adelete
