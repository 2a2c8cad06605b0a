"""What subscribers are told of: a short memory, in the order in which it can be read."""

from typing import Any

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models.functions import Now


class CurrentTransaction(models.Func):
    """The number of the transaction at work; it gets one if it has none."""

    function = "pg_current_xact_id"
    output_field = models.BigIntegerField()


class OldestTransaction(models.Func):
    """The number below which, at this moment, every transaction has ended."""

    template = "pg_snapshot_xmin(pg_current_snapshot())"
    output_field = models.BigIntegerField()


class TransactionId(models.BigIntegerField):  # type: ignore[type-arg]
    """PostgreSQL's number of a transaction, of 64 bits: it never begins anew."""

    def db_type(self, connection: object) -> str:
        """Its own type."""
        return "xid8"

    def from_db_value(self, value: str | None, *_: Any) -> int | None:
        """Read as a text by psycopg2."""
        return None if value is None else int(value)


class LiveKind(models.TextChoices):
    """What happened."""

    NOTIFIED = "notified"
    POSTED = "posted"
    POST_EDITED = "post_edited"
    POST_DELETED = "post_deleted"
    LIKED = "liked"
    UNLIKED = "unliked"
    COMMENTED = "commented"
    COMMENT_EDITED = "comment_edited"
    COMMENT_DELETED = "comment_deleted"
    SESSIONS_ENDED = "sessions_ended"


class LiveEvent(models.Model):
    """One event, kept for LIVE_KEPT_HOURS. It names things by number and says nothing of them.

    What changes the graph is written with the note that the graph has it, everything else with its
    documents. Below `floor` every transaction had ended as the row was written: who was told of it
    has been told of all they wrote.
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=16, choices=LiveKind.choices)
    person = models.BigIntegerField(null=True, help_text="Who is told, who posted, who is out.")
    post = models.BigIntegerField(null=True)
    comment = models.BigIntegerField(null=True)
    notification = models.BigIntegerField(null=True)
    transaction = TransactionId(db_default=CurrentTransaction())
    floor = TransactionId(db_default=OldestTransaction())
    at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [
            models.Index(fields=["transaction"], name="live_newest"),
            models.Index(
                fields=["person", "transaction"],
                name="live_notified",
                condition=models.Q(kind=LiveKind.NOTIFIED),
            ),
            models.Index(
                fields=["transaction"],
                name="live_posted",
                condition=models.Q(kind=LiveKind.POSTED),
            ),
            models.Index(
                fields=["post", "transaction"],
                name="live_of_post",
                condition=models.Q(post__isnull=False) & ~models.Q(kind=LiveKind.POSTED),
            ),
            BrinIndex(fields=["at"], name="live_age", autosummarize=True),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.kind}"


class LiveLog(models.Model):
    """The one row about all events: which memory this is, and what it has forgotten.

    `era` is another one after a restore, when numbers of transactions mean something else. Events
    of transactions up to `forgotten` may be gone.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    era = models.BigIntegerField()
    forgotten = TransactionId()

    def __str__(self) -> str:
        return f"{self.era:x}"
