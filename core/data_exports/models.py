"""Exports of a user's data."""

from django.db import models
from django.db.models.functions import Now


class DataExport(models.Model):
    """One export: how far it is, and the file of one that is ready.

    A job writes the file under a name that is listed for deletion until this row has it. With its
    row the file goes.
    """

    class State(models.TextChoices):
        """What happens to it."""

        RUNNING = "running"
        READY = "ready"
        FAILED = "failed"

    user = models.ForeignKey(
        "core.User", models.CASCADE, related_name="+", db_index=False, help_text="Whose data it is."
    )
    state = models.CharField(max_length=8, choices=State.choices, default=State.RUNNING)
    done = models.PositiveIntegerField(default=0, help_text="Rows and pictures that are written.")
    total = models.PositiveIntegerField(default=0, help_text="How many there are, about.")
    size = models.BigIntegerField(default=0, help_text="Bytes of the file.")
    file = models.CharField(max_length=200, blank=True, help_text="In the private storage.")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    finished_at = models.DateTimeField(null=True, editable=False)
    expires_at = models.DateTimeField(null=True, editable=False, help_text="When it is deleted.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                name="data_export_one_at_a_time",
                condition=models.Q(state="running"),
            ),
        ]
        indexes = [
            models.Index(fields=["user", "-id"], name="data_export_newest"),
            models.Index(fields=["expires_at"], name="data_export_expiry"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.state}"
