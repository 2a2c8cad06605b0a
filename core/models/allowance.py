"""How much of what somebody may do is used up."""

from django.db import models


class Allowance(models.Model):
    """One thing that one person, name or address may do so and so often (core/allowances.py).

    A row is of no use once its time is over, and goes. The table is not logged: it costs no
    write-ahead log, and a crash of PostgreSQL gives everybody a fresh start.
    """

    # A keyed digest: nobody can read from it who tried, at whom, from where.
    key = models.UUIDField(primary_key=True)
    spent_until = models.DateTimeField(help_text="When all of it is there again.")

    def __str__(self) -> str:
        return f"{self.key} until {self.spent_until:%H:%M:%S}"
