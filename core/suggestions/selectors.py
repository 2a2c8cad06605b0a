"""Suggestions of users to follow, with reasons in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from core.accounts.models import User
from core.accounts.selectors import users_by_ids
from core.common.bidi import isolated
from core.visibility import Viewer
from graph.traversals.suggestions import Suggestion, suggestions

MAX_SUGGESTIONS = 50


class ReasonKind(StrEnum):
    """Why a user is suggested."""

    MUTUALS = "mutuals"
    FOLLOWS_YOU = "follows_you"
    POPULAR = "popular"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: in words, and the users named in them."""

    kind: ReasonKind
    text: str
    people: Sequence[User] = ()


@dataclass(frozen=True, slots=True)
class FollowSuggestion:
    """A suggested user, with a score and reasons."""

    user: User
    score: float
    mutual_count: int
    reasons: Sequence[Reason]


def suggestions_for(viewer: Viewer, *, first: int) -> list[FollowSuggestion]:
    """Return at most `first` users for the viewer to follow, best first.

    One Cypher and one SQL statement. Raises GraphUnavailable.
    """
    found = suggestions(viewer.key, limit=first, suspended=viewer.is_suspended)
    named = {uid for suggestion in found for uid in (suggestion.uid, *suggestion.mutuals)}
    people = users_by_ids(viewer, list(named)) if named else {}
    return [
        FollowSuggestion(
            user=people[suggestion.uid],
            score=suggestion.score,
            mutual_count=suggestion.mutual_count,
            reasons=_reasons(suggestion, people),
        )
        for suggestion in found
        if suggestion.uid in people
    ]


def _reasons(suggestion: Suggestion, people: Mapping[int, User]) -> list[Reason]:
    reasons = []
    if suggestion.follows_viewer:
        reasons.append(Reason(ReasonKind.FOLLOWS_YOU, "Follows you"))
    mutuals = [people[uid] for uid in suggestion.mutuals if uid in people]
    if mutuals:
        text = followed_by(mutuals, suggestion.mutual_count)
        reasons.append(Reason(ReasonKind.MUTUALS, text, mutuals))
    if suggestion.popular:
        reasons.append(Reason(ReasonKind.POPULAR, "Followed by many people here"))
    return reasons


def followed_by(mutuals: Sequence[User], count: int) -> str:
    """Return a text that names up to two of the mutuals; `count` is the number of all of them.

    No name turns the text around it (core/common/bidi.py).
    """
    names = [isolated(person.get_full_name()) for person in mutuals[:2]]
    others = count - len(names)
    if others > 0:
        return f"Followed by {', '.join(names)} and {others} other{'s'[: others > 1]} you follow"
    return f"Followed by {' and '.join(names)}, whom you follow"
