"""Decisions of moderators, appeals against them, and the log of every act."""

from django.db import models
from django.db.models.functions import Now


class Action(models.TextChoices):
    """What a moderator decides."""

    NONE = "none"
    HIDE = "hide"
    REMOVE = "remove"
    WARN = "warn"
    LIMIT = "limit"
    SUSPEND = "suspend"


class Decision(models.Model):
    """What was decided about a case, and what was before, so that it can be reversed."""

    class State(models.TextChoices):
        """Whether it holds."""

        PROPOSED = "proposed"
        REFUSED = "refused"
        APPLIED = "applied"
        ENDED = "ended"
        OVERTURNED = "overturned"

    case = models.ForeignKey("core.Case", models.CASCADE, related_name="decisions")
    person = models.ForeignKey(
        "core.User", models.CASCADE, related_name="+", db_index=False, help_text="Whom it is about."
    )
    by = models.ForeignKey("core.User", models.SET_NULL, null=True, related_name="+")
    approved_by = models.ForeignKey("core.User", models.SET_NULL, null=True, related_name="+")
    action = models.CharField(max_length=7, choices=Action.choices)
    reason = models.CharField(max_length=3_000)
    rule = models.CharField(max_length=600, blank=True)
    until = models.DateTimeField(null=True, help_text="When it ends by itself; null for good.")
    state = models.CharField(max_length=10, choices=State.choices)
    was = models.PositiveSmallIntegerField(
        default=0, help_text="Before: the standing of the document, or whether it was so already."
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        indexes = [
            models.Index(fields=["person", "-id"], name="decision_of_person"),
            models.Index(
                fields=["until"],
                name="decision_ends",
                condition=models.Q(until__isnull=False, state="applied"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_action_display()} ({self.get_state_display()})"


class Appeal(models.Model):
    """What the person says against a decision, once, and what another moderator answers."""

    class State(models.TextChoices):
        """What became of it."""

        OPEN = "open"
        UPHELD = "upheld", "Decision upheld"
        OVERTURNED = "overturned", "Decision overturned"

    decision = models.OneToOneField(Decision, models.CASCADE, related_name="appeal")
    text = models.CharField(max_length=3_000)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    decided_by = models.ForeignKey("core.User", models.SET_NULL, null=True, related_name="+")
    answer = models.CharField(max_length=3_000, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    decided_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        indexes = [models.Index(fields=["state", "-id"], name="appeal_queue")]

    def __str__(self) -> str:
        return f"Appeal against {self.decision_id}: {self.get_state_display()}"


class ModerationAct(models.Model):
    """A line of the log: who did what, when and why. The database refuses to change or delete it.

    It names nobody: ids alone, which are never used again.
    """

    class Kind(models.TextChoices):
        """What was done."""

        DECIDED = "decided"
        PROPOSED = "proposed"
        APPROVED = "approved"
        REFUSED = "refused"
        APPEALED = "appealed"
        UPHELD = "upheld"
        OVERTURNED = "overturned"
        ENDED = "ended"
        ROLE_GIVEN = "role_given"
        ROLE_TAKEN = "role_taken"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    by = models.BigIntegerField(null=True, help_text="User.id; null for what ended by itself.")
    person = models.BigIntegerField(null=True, help_text="User.id of whom it is about.")
    case = models.BigIntegerField(null=True, help_text="Case.id.")
    decision = models.BigIntegerField(null=True, help_text="Decision.id.")
    action = models.CharField(max_length=7, choices=Action.choices, blank=True)
    reason = models.CharField(max_length=3_000, blank=True)
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        indexes = [models.Index(fields=["person", "-id"], name="moderation_act_of_person")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.get_action_display()}".strip()
