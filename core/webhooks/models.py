"""Webhooks, what waits to be sent or was sent, and how far events are looked through."""

from uuid import uuid4

from django.db import models
from django.db.models.functions import Now

# The rows of WebhookCursor.
ALL_BUT_POSTS, POSTS = 1, 2


class Audience(models.IntegerChoices):
    """Whom the events reach that a webhook is for (core/realtime/events.py)."""

    RECIPIENT = 1
    FOLLOWERS = 2
    WATCHERS = 3


class Webhook(models.Model):
    """A subscription of a user, as text, and where its answers are sent.

    Valid while the user's token version is the same: what ends all sessions pauses it until its
    owner enables it again. The secret is derived from `salt` and SECRET_KEY, and stored nowhere.
    """

    owner = models.ForeignKey("core.User", models.CASCADE, related_name="+")
    url = models.CharField(max_length=2_000)
    query = models.TextField()
    audience = models.PositiveSmallIntegerField(choices=Audience.choices)
    key = models.BigIntegerField(help_text="The user or post that its events are about.")
    salt = models.UUIDField(default=uuid4, editable=False)
    token_version = models.PositiveIntegerField(help_text="That of its owner when enabled.")
    created_at = models.DateTimeField(db_default=Now())
    disabled_at = models.DateTimeField(null=True, help_text="When it had failed for too long.")
    failures = models.PositiveIntegerField(db_default=0, help_text="Since the last success.")
    failing_since = models.DateTimeField(null=True)
    not_before = models.DateTimeField(null=True, help_text="When it is tried again.")
    dropped = models.PositiveIntegerField(
        db_default=0, help_text="Events that were left out, as too many waited."
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["audience", "key"],
                name="webhook_enabled",
                condition=models.Q(disabled_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk} of {self.owner_id}"


class WebhookDelivery(models.Model):
    """One event for one webhook. It keeps which event it is, and nothing of its content."""

    class State(models.TextChoices):
        """What became of it."""

        WAITING = "waiting"
        DELIVERED = "delivered"
        FAILED = "failed"
        SKIPPED = "skipped"

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries", db_index=False)
    message = models.UUIDField(default=uuid4, help_text="The same in every attempt.")
    event = models.JSONField(null=True, help_text="Epoch and row of the event; null for a test.")
    state = models.CharField(max_length=9, choices=State.choices, db_default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(db_default=0)
    status = models.PositiveSmallIntegerField(null=True, help_text="The last HTTP status.")
    milliseconds = models.PositiveIntegerField(null=True, help_text="Of the last attempt.")
    error = models.CharField(max_length=200, blank=True, db_default="")
    created_at = models.DateTimeField(db_default=Now())
    attempted_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True, help_text="When it is tried again.")

    class Meta:
        indexes = [
            models.Index(fields=["webhook", "-id"], name="delivery_newest"),
            models.Index(
                fields=["webhook"],
                name="delivery_waiting",
                condition=models.Q(state="waiting"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"


class WebhookCursor(models.Model):
    """Up to which snapshot events were read: a row for new posts, and one for all else.

    No row without webhooks.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    era = models.BigIntegerField()
    snapshot = models.TextField()
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.snapshot
