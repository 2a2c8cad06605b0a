"""Seeds of trust, searches for rings, what they found, and decisions about it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now


class TrustSeed(models.Model):
    """A user from whom trust spreads."""

    user = models.OneToOneField("core.User", models.CASCADE, primary_key=True, related_name="+")
    added_at = models.DateTimeField(db_default=Now(), editable=False)

    def __str__(self) -> str:
        return f"Seed {self.pk}"


class RingRun(models.Model):
    """One search for rings, with its progress and how it ended."""

    class Stage(models.TextChoices):
        """What is being done, or how it ended."""

        COPYING = "copying", "copying the mutual follows"
        SPREADING = "spreading", "spreading trust"
        GROUPS = "groups", "finding groups"
        EVIDENCE = "evidence", "reading their follows"
        DONE = "done", "done"
        MISSING = "missing", "Neo4j has no Graph Data Science library"
        TOO_LARGE = "too_large", "too little memory of Neo4j"
        FAILED = "failed", "failed"

    started_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True, blank=True)
    stage = models.CharField(max_length=16, choices=Stage.choices, default=Stage.COPYING)
    done = models.PositiveIntegerField(db_default=0, help_text="Groups that are looked at.")
    total = models.PositiveIntegerField(db_default=0, help_text="Groups to be looked at.")
    figures = models.JSONField(default=dict, help_text="What was found.")

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"Rings {self.pk}"


class Ring(models.Model):
    """A group of users that hangs together and hardly to anybody else, as a search found it."""

    run = models.ForeignKey(RingRun, models.CASCADE, related_name="rings")
    place = models.PositiveSmallIntegerField(help_text="1 is the least trusted.")
    size = models.PositiveIntegerField(help_text="How many users.")
    trust = models.FloatField(help_text="The mean trust of a mutual follow; 1 if all had the same.")
    inside = models.PositiveIntegerField(help_text="Follows among them.")
    ties_inside = models.PositiveIntegerField(help_text="Two users who follow each other, inside.")
    ties_outside = models.PositiveIntegerField(help_text="The same, with others.")
    outgoing = models.PositiveIntegerField(help_text="Follows of others by them.")
    incoming = models.PositiveIntegerField(help_text="Follows of them by others.")

    class Meta:
        ordering = ("-id",)
        constraints = [models.UniqueConstraint(fields=["run", "place"], name="ring_place")]

    def __str__(self) -> str:
        return f"Ring {self.pk} of {self.size}"


class RingMember(models.Model):
    """A user in a ring."""

    ring = models.ForeignKey(Ring, models.CASCADE, related_name="members", db_index=False)
    user = models.ForeignKey("core.User", models.CASCADE, related_name="+")
    place = models.PositiveIntegerField(help_text="In the order of ids.")
    ties = models.PositiveIntegerField(help_text="How many follow the user and are followed back.")
    trust = models.FloatField(help_text="Of each of these.")

    class Meta:
        ordering = ("place",)
        constraints = [models.UniqueConstraint(fields=["ring", "place"], name="ring_member")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.ring_id}"


class RingEdge(models.Model):
    """A follow that was found, inside of a ring or by somebody else."""

    ring = models.ForeignKey(Ring, models.CASCADE, related_name="edges", db_index=False)
    place = models.PositiveIntegerField(help_text="Those by others come first.")
    actor = models.ForeignKey("core.User", models.CASCADE, related_name="+")
    target = models.ForeignKey("core.User", models.CASCADE, related_name="+")
    is_inside = models.BooleanField(help_text="Whether both are members.")
    is_mutual = models.BooleanField(help_text="Whether the target follows back.")

    class Meta:
        ordering = ("place",)
        constraints = [models.UniqueConstraint(fields=["ring", "place"], name="ring_edge")]

    def __str__(self) -> str:
        return f"{self.actor_id} follows {self.target_id}"


class RingAct(models.Model):
    """One decision about all members of a ring, and how far it is carried out.

    `people` are gone through in their order; those before `place` are done. A batch moves `place`
    in the transaction of what it did. Undoing goes through `changed` alone.
    """

    class Decision(models.TextChoices):
        """What becomes of the members."""

        LIMIT = "limit", "limit: their posts are seen by followers alone"
        SUSPEND = "suspend", "suspend: they and what is theirs are hidden"

    class State(models.TextChoices):
        """What happens to it."""

        RUNNING = "running"
        DONE = "done"
        UNDOING = "undoing"
        UNDONE = "undone"

    ring = models.ForeignKey(Ring, models.PROTECT, related_name="acts")
    by = models.ForeignKey("core.User", models.SET_NULL, null=True, related_name="+")
    decision = models.CharField(max_length=8, choices=Decision.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.RUNNING)
    people = ArrayField(models.BigIntegerField(), help_text="User.id of the members.")
    changed = ArrayField(
        models.BigIntegerField(), default=list, help_text="User.id of those whom it changed."
    )
    marks = ArrayField(
        models.BigIntegerField(),
        default=list,
        help_text="The last entry about the standing of each of these, once it was changed.",
    )
    place = models.PositiveIntegerField(default=0, help_text="How many are done.")
    restored = models.PositiveIntegerField(default=0, help_text="How many undoing has restored.")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    finished_at = models.DateTimeField(
        null=True, editable=False, help_text="Null while it is carried out or undone."
    )

    class Meta:
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(
                fields=["ring"],
                name="ring_act_one_in_force",
                condition=~models.Q(state="undone"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision} {self.ring_id}: {self.state}"
