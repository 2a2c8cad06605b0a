"""The state of rate limits, and known addresses."""

from django.db import models


class Allowance(models.Model):
    """The state of one rate limit of a user, name or address (core/ratelimit/limits.py).

    Expired rows are deleted. The table is not logged: it costs no write-ahead log, and a crash of
    PostgreSQL resets all limits.
    """

    # A keyed hash: it reveals neither user nor address.
    key = models.UUIDField(primary_key=True)
    spent_until = models.DateTimeField(help_text="When all of it is there again.")

    def __str__(self) -> str:
        return f"{self.key} until {self.spent_until:%H:%M:%S}"


class KnownAddress(models.Model):
    """Somebody signed in by this name from this address, until it expires."""

    # A keyed hash: it reveals neither name nor address.
    key = models.UUIDField(primary_key=True)
    until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.key} until {self.until:%Y-%m-%d}"
