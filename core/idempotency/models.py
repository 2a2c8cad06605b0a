"""Keys by which clients repeat a write."""

from django.db import models
from django.db.models.functions import Now


class IdempotencyKey(models.Model):
    """A write that was done, or is being done, for a key of a user.

    Written in the transaction of the write, so that both exist or neither. The user is a number,
    not a reference: a row says nothing about anybody, and is deleted after a day.
    """

    user_id = models.BigIntegerField()
    key = models.UUIDField(help_text="A keyed hash of the key.")
    input = models.UUIDField(help_text="A keyed hash of what was sent with it.")
    document = models.BigIntegerField(
        null=True, help_text="Post.id or Comment.id; null until the transaction ends."
    )
    created_at = models.DateTimeField(db_default=Now(), db_index=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user_id", "key"], name="idempotency_key_unique")
        ]

    def __str__(self) -> str:
        return f"{self.key} of {self.user_id}"
