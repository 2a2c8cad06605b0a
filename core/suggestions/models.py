"""Weights of suggestions that were learned from the network."""

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
