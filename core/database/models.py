"""The positions that the stores must have reached before a user reads their own writes."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class LastWrite(models.Model):
    """The positions of a user's last write; rows are deleted after KEPT_SECONDS.

    The table is not logged: it costs no write-ahead log, and a crash of PostgreSQL empties it.
    The database deletes the row together with the user.
    """

    user = models.OneToOneField(
        "core.User",
        primary_key=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,  # the migration adds one with ON DELETE CASCADE
        related_name="+",
    )
    wal_position = models.BigIntegerField(help_text="A byte of PostgreSQL's write-ahead log.")
    bookmarks = ArrayField(models.TextField(), help_text="Neo4j's, the newest first.")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user_id} at {self.at:%H:%M:%S}"
