"""Where people have signed in from."""

from django.db import models


class KnownAddress(models.Model):
    """Somebody signed in by this name, from this address; forgotten when its time is over."""

    # A keyed digest of name and address: nobody can read from it who was where.
    key = models.UUIDField(primary_key=True)
    until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.key} until {self.until:%Y-%m-%d}"
