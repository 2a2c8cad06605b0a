"""How much of what somebody may do is used up."""

from django.db import models


class Allowance(models.Model):
    """One thing that one person, name or address may do so and so often (core/ratelimit/limits.py).

    A row is of no use once its time is over, and goes. The table is not logged: it costs no
    write-ahead log, and a crash of PostgreSQL gives everybody a fresh start.
    """

    # A keyed digest: nobody can read from it who tried, at whom, from where.
    key = models.UUIDField(primary_key=True)
    spent_until = models.DateTimeField(help_text="When all of it is there again.")

    def __str__(self) -> str:
        return f"{self.key} until {self.spent_until:%H:%M:%S}"


class KnownAddress(models.Model):
    """Somebody signed in by this name, from this address; forgotten when its time is over."""

    # A keyed digest of name and address: nobody can read from it who was where.
    key = models.UUIDField(primary_key=True)
    until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.key} until {self.until:%Y-%m-%d}"
