"""Imports of relations."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now


class RelationImport(models.Model):
    """A list that a user has sent, whom it names here, and how far it is carried out.

    A preview until its user decides; then an act as BulkAct is: `people` are gone through in their
    order, those before `place` are done, and undoing goes through them once more.
    """

    class Kind(models.TextChoices):
        """What is made to each of them."""

        FOLLOWS = "follows"
        BLOCKS = "blocks"
        MUTES = "mutes"

    class State(models.TextChoices):
        """What happens to it."""

        PREVIEW = "preview"
        RUNNING = "running"
        DONE = "done"
        UNDOING = "undoing"
        UNDONE = "undone"

    by = models.ForeignKey(
        "core.User", models.CASCADE, related_name="+", db_index=False, help_text="Who sent it."
    )
    kind = models.CharField(max_length=8, choices=Kind.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.PREVIEW)
    people = ArrayField(models.BigIntegerField(), help_text="User.id: who is meant for certain.")
    possible = ArrayField(
        models.BigIntegerField(), help_text="User.id: who has the same name as somebody elsewhere."
    )
    missing = models.PositiveIntegerField(default=0, help_text="How many are not here.")
    # Addresses of people elsewhere: forgotten when the import begins.
    missing_names = ArrayField(models.CharField(max_length=300), default=list)
    place = models.PositiveIntegerField(default=0, help_text="How many of `people` are done.")
    end = models.PositiveIntegerField(default=0, help_text="At which place it ends.")
    hit = models.PositiveIntegerField(default=0, help_text="How many it has changed.")
    restored = models.PositiveIntegerField(default=0, help_text="How many undoing has restored.")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    began_at = models.DateTimeField(null=True, editable=False, help_text="Null for a preview.")
    finished_at = models.DateTimeField(
        null=True, editable=False, help_text="Null for a preview, and while it is in work."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["by"],
                name="relation_import_one_at_a_time",
                condition=models.Q(state__in=["running", "undoing"]),
            ),
        ]
        indexes = [models.Index(fields=["by", "-id"], name="relation_import_newest")]

    def __str__(self) -> str:
        return f"{self.by_id} {self.kind}: {self.state}"
