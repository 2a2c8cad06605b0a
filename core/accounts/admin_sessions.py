"""Sessions of the admin, which begin and end by PostgreSQL's clock (SESSION_ENGINE)."""

from datetime import timedelta
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.base_session import AbstractBaseSession
from django.contrib.sessions.models import Session
from django.db.models.functions import Now


class SessionStore(DatabaseSessions):
    """Django's sessions in the database, whatever the clock of the web server says."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Return Django's own model."""
        return Session

    def _get_session_from_db(self) -> Session | None:
        found = Session.objects.filter(session_key=self.session_key, expire_date__gt=Now()).first()
        if found is None:
            self._session_key = None
        return found

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        """Return the row to save."""
        row = super().create_model_instance(data)
        row.expire_date = Now() + timedelta(seconds=self.get_expiry_age())
        return row
