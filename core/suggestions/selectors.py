"""Suggestions of users to follow, with reasons in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.accounts.models import User
from core.accounts.selectors import users_by_ids
from core.visibility import Viewer, hidden_people
from graph.traversals.suggestions import Feature, Model, Suggestion, suggestions

from .current import current_model
from .reasons import Reason, reasons_of

__all__ = ["MAX_SUGGESTIONS", "Feature", "FollowSuggestion", "Part", "suggestions_for"]

MAX_SUGGESTIONS = 50


@dataclass(frozen=True, slots=True)
class Part:
    """A term of the score: what the feature is, and what it adds."""

    feature: Feature
    value: float
    contribution: float


@dataclass(frozen=True, slots=True)
class FollowSuggestion:
    """A suggested user, with a score, its parts and reasons."""

    user: User
    score: float
    mutual_count: int
    reasons: Sequence[Reason]
    parts: Sequence[Part]


def suggestions_for(viewer: Viewer, *, first: int) -> list[FollowSuggestion]:
    """Return at most `first` users for the viewer to follow, best first.

    One Cypher and one SQL statement, and once a minute another for the weights. Raises
    GraphUnavailable.
    """
    model = current_model()
    found = suggestions(
        viewer.key,
        limit=first,
        model=model,
        suspended=viewer.is_suspended,
        hidden=hidden_people(viewer),
    )
    named = {uid for suggestion in found for uid in (suggestion.uid, *_named(suggestion))}
    people = users_by_ids(viewer, list(named)) if named else {}
    return [
        _suggestion(model, suggestion, people) for suggestion in found if suggestion.uid in people
    ]


def _named(suggestion: Suggestion) -> Sequence[int]:
    return (
        *suggestion.mutuals, *suggestion.known, *suggestion.fans, *suggestion.fans_followed,
        *suggestion.recent,
    )  # fmt: skip


def _suggestion(model: Model, suggestion: Suggestion, people: dict[int, User]) -> FollowSuggestion:
    parts: list[Part] = []
    if suggestion.counts is not None:
        values = suggestion.counts.values()
        terms = model.contributions(suggestion.counts)
        parts = [Part(feature, values[feature], term) for feature, term in terms.items()]
        parts.sort(key=lambda part: -abs(part.contribution))
    return FollowSuggestion(
        user=people[suggestion.uid],
        score=suggestion.score,
        mutual_count=suggestion.mutual_count,
        reasons=reasons_of(suggestion, {p.feature: p.contribution for p in parts}, people),
        parts=parts,
    )
