"""Suggestions of users to follow, with reasons in words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from core.accounts.models import User
from core.accounts.selectors import users_by_ids
from core.follows.shown_lists import BOTH, lists_shown_to, may_hide_lists
from core.visibility import Viewer, hidden_people
from graph.traversals.suggestions import Feature, Model, Suggestion, suggestions

from .current import current_model
from .reasons import Reason, reasons_of

__all__ = ["MAX_SUGGESTIONS", "Feature", "FollowSuggestion", "Part", "suggestions_for"]

MAX_SUGGESTIONS = 50
# How often the graph is asked, without those who are not discoverable of the time before.
ROUNDS = 3


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

    Who is not discoverable is neither suggested nor named, unless the viewer follows them. Of a
    user whose lists are not shown to the viewer nothing is said of who follows them.

    One Cypher and one SQL statement, and once a minute another for the weights; both again, at most
    ROUNDS times, where somebody who is not discoverable is among those found, and one SQL statement
    for those who may hide their lists. Raises GraphUnavailable.
    """
    model, hidden = current_model(), hidden_people(viewer)
    for _ in range(ROUNDS):
        found = suggestions(
            viewer.key,
            limit=first,
            model=model,
            suspended=viewer.is_suspended,
            hidden=hidden,
        )
        people = _people(viewer, found)
        absent = [each.uid for each in found if not _is_discoverable(people, each.uid)]
        if not absent:
            break
        hidden = [*hidden, *absent]
    named = _nameable(found, people)
    shown = _lists_shown(viewer, found, people)
    return [
        _suggestion(model, each, people[each.uid], named if shown(each.uid) else None)
        for each in found
        if _is_discoverable(people, each.uid)
    ]


def _people(viewer: Viewer, found: Sequence[Suggestion]) -> dict[int, User]:
    """Return who is suggested or named, and visible."""
    wanted = {uid for suggestion in found for uid in (suggestion.uid, *_named(suggestion))}
    return users_by_ids(viewer, list(wanted)) if wanted else {}


def _is_discoverable(people: Mapping[int, User], uid: int) -> bool:
    """Return whether a user whom the viewer does not follow may be suggested."""
    return uid in people and people[uid].is_discoverable


def _nameable(found: Sequence[Suggestion], people: Mapping[int, User]) -> Mapping[int, User]:
    """Return who may be named: whom the viewer follows, and who is discoverable."""
    followed = {uid for each in found for uid in (*each.mutuals, *each.known, *each.recent)}
    return {uid: user for uid, user in people.items() if uid in followed or user.is_discoverable}


def _lists_shown(
    viewer: Viewer, found: Sequence[Suggestion], people: Mapping[int, User]
) -> Callable[[int], bool]:
    """Return what says whether the lists of somebody suggested are both shown to the viewer."""
    asked = [each.uid for each in found if each.uid in people and may_hide_lists(people[each.uid])]
    shown = lists_shown_to(viewer, asked) if asked else {}
    return lambda uid: shown.get(uid, BOTH) == BOTH


def _named(suggestion: Suggestion) -> Sequence[int]:
    return (
        *suggestion.mutuals, *suggestion.known, *suggestion.fans, *suggestion.fans_followed,
        *suggestion.recent,
    )  # fmt: skip


def _suggestion(
    model: Model, suggestion: Suggestion, user: User, named: Mapping[int, User] | None
) -> FollowSuggestion:
    """Return what is shown of it; without `named`, nothing that tells who follows the user."""
    parts: list[Part] = []
    if suggestion.counts is not None:
        values = suggestion.counts.values()
        terms = model.contributions(suggestion.counts)
        parts = [Part(feature, values[feature], term) for feature, term in terms.items()]
        parts.sort(key=lambda part: -abs(part.contribution))
    contributions = {part.feature: part.contribution for part in parts}
    return FollowSuggestion(
        user=user,
        score=suggestion.score,
        mutual_count=0 if named is None else suggestion.mutual_count,
        reasons=reasons_of(suggestion, contributions, named or {}),
        parts=() if named is None else parts,
    )
