"""Notifications."""

from django.db import models
from django.db.models.functions import Now

from core.database.time_ordered_ids import time_ordered_key


class NotificationKind(models.TextChoices):
    """The kinds of notifications, each with its text."""

    FOLLOW = "follow", "started to follow you"
    LIKE = "like", "liked your post"
    COMMENT = "comment", "commented on your post"
    REPLY = "reply", "replied to your comment"
    MENTION = "mention", "mentioned you"
    FOLLOW_REQUEST = "request", "asked to follow you"
    FOLLOW_ACCEPTED = "accepted", "accepted your request to follow them"
    # Its actor is the recipient: who decided is not named.
    MODERATION = "moderation", "decided as a moderator about you or what you wrote"

    @property
    def description(self) -> str:
        """Return what happened as a sentence to the recipient."""
        return f"Somebody {self.label}."


class Notification(models.Model):
    """One act that concerns the recipient.

    The unique constraint ensures one notification for each act: undoing an act withdraws its unread
    row, repeating the act restores the same row.
    """

    id = time_ordered_key()
    recipient = models.ForeignKey(
        "core.User", models.CASCADE, related_name="notifications", db_index=False
    )
    actor = models.ForeignKey("core.User", models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=NotificationKind.choices)
    post = models.ForeignKey("core.Post", models.CASCADE, null=True, related_name="+")
    comment = models.ForeignKey("core.Comment", models.CASCADE, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    read_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "actor", "kind", "post", "comment"],
                name="notification_one_per_act",
                nulls_distinct=False,
            ),
        ]
        indexes = [
            models.Index(
                fields=["recipient", "-id"],
                name="notification_newest",
                condition=models.Q(withdrawn_at__isnull=True),
            ),
            models.Index(
                fields=["recipient", "-id"],
                name="notification_unread",
                condition=models.Q(withdrawn_at__isnull=True, read_at__isnull=True),
            ),
            models.Index(
                fields=["withdrawn_at"],
                name="notification_withdrawn",
                condition=models.Q(withdrawn_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.actor_id} {self.get_kind_display()} (to {self.recipient_id})"


class Senders(models.IntegerChoices):
    """Whose acts a user is notified of, from the widest to the narrowest."""

    EVERYBODY = 0
    FOLLOWERS = 1
    # Whom the user follows, and whom those follow.
    WITHIN_TWO_HOPS = 5
    FOLLOWED = 2
    MUTUALS = 3
    NOBODY = 4


class NotificationSettings(models.Model):
    """Of whose acts a user is notified, by kind; without a row of everybody's."""

    user = models.OneToOneField("core.User", models.CASCADE, primary_key=True, related_name="+")
    follow = models.PositiveSmallIntegerField(choices=Senders.choices, default=Senders.EVERYBODY)
    like = models.PositiveSmallIntegerField(choices=Senders.choices, default=Senders.EVERYBODY)
    comment = models.PositiveSmallIntegerField(choices=Senders.choices, default=Senders.EVERYBODY)
    reply = models.PositiveSmallIntegerField(choices=Senders.choices, default=Senders.EVERYBODY)
    mention = models.PositiveSmallIntegerField(choices=Senders.choices, default=Senders.EVERYBODY)
    quiet_new_accounts = models.BooleanField(
        default=False, help_text="No acts of new accounts that the user does not follow."
    )

    class Meta:
        verbose_name_plural = "notification settings"

    def __str__(self) -> str:
        return f"Notification settings of {self.user_id}"
