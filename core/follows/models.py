"""Requests to follow."""

from django.db import models
from django.db.models.functions import Now


class FollowRequest(models.Model):
    """Somebody who wants to follow a private account, which has not answered.

    A row is written and deleted with the journal entry of the edge `REQUESTED`, under the lock of
    the follow: so there is never a request beside a follow of the same two.
    """

    id = models.BigAutoField(primary_key=True)
    follower = models.ForeignKey("core.User", models.CASCADE, related_name="+", db_index=False)
    followee = models.ForeignKey("core.User", models.CASCADE, related_name="+", db_index=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["followee", "follower"], name="request_one_of_a_pair"),
        ]
        indexes = [models.Index(fields=["follower", "followee"], name="request_sent")]

    def __str__(self) -> str:
        return f"{self.follower_id} asks to follow {self.followee_id}"
