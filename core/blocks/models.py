"""Follows that a block has cut."""

from django.db import models
from django.db.models.functions import Now


class CutFollow(models.Model):
    """A follow that ended because one of the two blocked the other, who did not decide it.

    It can be restored while `entry`, by which the journal ended it, is still the last one of this
    edge.
    """

    entry = models.BigIntegerField(
        primary_key=True, help_text="The entry of the journal that ended it (JournalEntry.id)."
    )
    follower = models.ForeignKey("core.User", models.CASCADE, related_name="+")
    followee = models.ForeignKey("core.User", models.CASCADE, related_name="+")
    by = models.ForeignKey(
        "core.User", models.CASCADE, related_name="+", help_text="Who blocked the other."
    )
    since = models.DateTimeField(help_text="When the follower began to follow.")
    cut_at = models.DateTimeField(db_default=Now(), editable=False)

    def __str__(self) -> str:
        return f"{self.follower_id} followed {self.followee_id}, until {self.by_id} blocked"
