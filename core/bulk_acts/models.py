"""Bulk acts."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now


class BulkAct(models.Model):
    """One decision of a user about many others, and how far it is carried out.

    `people` are gone through in their order; those before `place` are done. A batch moves `place`
    in the transaction of what it did, so nothing is done twice. Undoing goes through those that
    were done once more.
    """

    class State(models.TextChoices):
        """What happens to it."""

        RUNNING = "running"
        DONE = "done"
        UNDOING = "undoing"
        UNDONE = "undone"

    by = models.ForeignKey(
        "core.User", models.CASCADE, related_name="+", db_index=False, help_text="Who decided it."
    )
    person = models.BigIntegerField(help_text="Whose followers they are (User.id).")
    spares_followed = models.BooleanField(help_text="Whether those whom `by` follows are left out.")
    is_complete = models.BooleanField(help_text="Whether no follower was beyond the bound.")
    state = models.CharField(max_length=8, choices=State.choices, default=State.RUNNING)
    people = ArrayField(models.BigIntegerField(), help_text="User.id, in the order of the act.")
    place = models.PositiveIntegerField(default=0, help_text="How many of them are done.")
    end = models.PositiveIntegerField(help_text="At which place it ends.")
    hit = models.PositiveIntegerField(default=0, help_text="How many it has blocked.")
    restored = models.PositiveIntegerField(default=0, help_text="How many undoing has unblocked.")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    finished_at = models.DateTimeField(
        null=True, editable=False, help_text="Null while it is carried out or undone."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["by"],
                name="bulk_act_one_at_a_time",
                condition=models.Q(finished_at__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["by", "-id"], name="bulk_act_newest")]

    def __str__(self) -> str:
        return f"{self.by_id} blocks {self.person} and followers: {self.state}"
