"""Storing learned weights, and going back."""

from django.db import transaction
from django.db.models.functions import Now

from graph.traversals.suggestions import VERSION
from graph.traversals.suggestions.network import all_follows

from .current import forget, in_use
from .learning.follows import Follow
from .learning.learn import Learned, Say, learn
from .models import SuggestionModel


def fit_suggestions(
    *, seed: int = 1, dry_run: bool = False, say: Say = lambda _: None
) -> tuple[Learned, str]:
    """Learn weights and use them if they beat the default; return them and what was done.

    Raises GraphUnavailable, TooFewFollowsError.
    """
    say("Reading the follows.")
    learned = learn([Follow(*each) for each in all_follows()], seed=seed, say=say)
    if not learned.is_better:
        return learned, "The learned weights are no better than the default: nothing is changed."
    if dry_run:
        return learned, "The learned weights are better than the default. Nothing is stored."
    row = store(learned)
    return learned, f"The learned weights are in use ({row})."


def store(learned: Learned) -> SuggestionModel:
    """Put learned weights in use, with the figures by which they were chosen."""
    row = SuggestionModel.objects.create(
        feature_version=VERSION,
        weights={
            feature.value: round(weight, 6) for feature, weight in learned.model.weights.items()
        },
        triad_edges=learned.model.triad_edges,
        figures={
            "learned": learned.figures.rounded(),
            "default": learned.default.rounded(),
            "gain": round(learned.gain, 4),
            "error": round(learned.error, 4),
            "hidden_by": learned.by.value,
            "follows": learned.follows,
        },
    )
    forget()
    return row


@transaction.atomic
def revert() -> str:
    """Withdraw the weights in use; return what is in use now."""
    row = in_use()
    if row is None:
        return "The default weights are in use already."
    SuggestionModel.objects.filter(pk=row.pk).update(withdrawn_at=Now())
    forget()
    before = in_use()
    return f"{row} are withdrawn; in use are {before or 'the default weights'}."
