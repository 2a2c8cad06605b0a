"""Weights of suggestions that were learned from the network, and searches for communities."""

from django.db import models
from django.db.models.functions import Now


class SuggestionModel(models.Model):
    """Weights with the figures by which they were chosen.

    The newest that is not withdrawn, and has the present version of the features, is in use;
    without one, the default of the code.
    """

    created_at = models.DateTimeField(db_default=Now())
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    feature_version = models.PositiveSmallIntegerField(
        help_text="The version of the features that the weights are for."
    )
    weights = models.JSONField(help_text="The weight of each feature that has one.")
    triad_edges = models.PositiveIntegerField(help_text="How many edges each other triad may read.")
    figures = models.JSONField(help_text="What it was compared with, and by how much it is better.")

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"Weights {self.pk}"


class CommunityRun(models.Model):
    """One search for communities and ranks, with its progress and how it ended."""

    class Stage(models.TextChoices):
        """What is being done, or how it ended."""

        COPYING = "copying", "copying the follows"
        COMMUNITIES = "communities", "finding communities"
        RANKS = "ranks", "finding ranks"
        WRITING = "writing", "writing to the graph"
        DONE = "done", "done"
        MISSING = "missing", "Neo4j has no Graph Data Science library"
        TOO_LARGE = "too_large", "too little memory of Neo4j"
        FAILED = "failed", "failed"

    started_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True, blank=True)
    stage = models.CharField(max_length=16, choices=Stage.choices, default=Stage.COPYING)
    done = models.PositiveBigIntegerField(db_default=0, help_text="Users that are written.")
    total = models.PositiveBigIntegerField(db_default=0, help_text="Users to be written.")
    figures = models.JSONField(default=dict, help_text="What was found.")

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"Communities {self.pk}"
