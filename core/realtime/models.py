"""The events for subscribers, kept for a short time, in the order of their visibility."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models.functions import Now


class CurrentTransaction(models.Func):
    """The id of the current transaction; assigns one if it has none."""

    function = "pg_current_xact_id"
    output_field = models.BigIntegerField()


class OldestTransaction(models.Func):
    """The id below which every transaction has ended."""

    template = "pg_snapshot_xmin(pg_current_snapshot())"
    output_field = models.BigIntegerField()


class CurrentSnapshot(models.Func):
    """The text of the snapshot of the current statement."""

    template = "pg_current_snapshot()::text"
    output_field = models.TextField()


class TransactionId(models.BigIntegerField):  # type: ignore[type-arg]
    """PostgreSQL's 64-bit transaction id: it never wraps around."""

    def db_type(self, connection: object) -> str:
        """Return the column type."""
        return "xid8"

    def from_db_value(self, value: str | None, *_: Any) -> int | None:
        """Convert from the text that psycopg2 returns."""
        return None if value is None else int(value)


class LiveKind(models.TextChoices):
    """The kinds of events."""

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
    """One event, kept for LIVE_KEPT_HOURS. It refers to objects by id only.

    Changes of the graph are published when they are marked as applied, all others with their
    documents. `seen` is the snapshot in which the row was written, and `floor` the transaction
    below which every one had ended in it: a client that has received the row has received
    everything visible then. In rows of before the column it is empty.
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=16, choices=LiveKind.choices)
    person = models.BigIntegerField(
        null=True, help_text="Recipient, author, or the user whose sessions ended."
    )
    post = models.BigIntegerField(null=True)
    comment = models.BigIntegerField(null=True)
    notification = models.BigIntegerField(null=True)
    audience = models.SmallIntegerField(null=True, help_text="Whom a deleted post was for.")
    mentioned = ArrayField(
        models.BigIntegerField(), null=True, help_text="Whom a deleted post mentioned."
    )
    transaction = TransactionId(db_default=CurrentTransaction())
    floor = TransactionId(db_default=OldestTransaction())
    seen = models.TextField(db_default=CurrentSnapshot())
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
    """The one row about the event log: its identity, and what was deleted from it.

    `era` changes with a restore, which makes earlier transaction ids meaningless. Events of
    transactions up to `forgotten` may be deleted.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    era = models.BigIntegerField()
    forgotten = TransactionId()

    def __str__(self) -> str:
        return f"{self.era:x}"
