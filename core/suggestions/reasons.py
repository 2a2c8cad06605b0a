"""Reasons of a suggestion: its largest terms, in true sentences with the people behind them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from core.accounts.models import User
from core.common.bidi import isolated
from graph.traversals.suggestions import Feature, Suggestion

MAX_REASONS = 4
# Fewer recent follows by mutuals say no more than that they are mutuals.
LEAST_RECENT = 3


class ReasonKind(StrEnum):
    """Why a user is suggested."""

    MUTUALS = "mutuals"
    FOLLOWS_YOU = "follows_you"
    POPULAR = "popular"
    CO_FOLLOWS = "co_follows"
    FOLLOWERS_FOLLOW = "followers_follow"
    FOLLOWS_FOLLOWERS = "follows_followers"
    YOU_ENGAGED = "you_engaged"
    ENGAGED_WITH_YOU = "engaged_with_you"
    RECENTLY_FOLLOWED = "recently_followed"
    SAME_COMMUNITY = "same_community"


_KIND_OF: Mapping[Feature, ReasonKind] = {
    Feature.FOLLOWED_BY: ReasonKind.MUTUALS,
    Feature.FOLLOWED_BY_LOG: ReasonKind.MUTUALS,
    Feature.FOLLOWED_BY_RA: ReasonKind.MUTUALS,
    Feature.CO_FOLLOWS: ReasonKind.CO_FOLLOWS,
    Feature.CO_FOLLOWS_RA: ReasonKind.CO_FOLLOWS,
    Feature.FOLLOWERS_FOLLOW: ReasonKind.FOLLOWERS_FOLLOW,
    Feature.FOLLOWERS_FOLLOW_RA: ReasonKind.FOLLOWERS_FOLLOW,
    Feature.FOLLOWS_FOLLOWERS: ReasonKind.FOLLOWS_FOLLOWERS,
    Feature.FOLLOWS_FOLLOWERS_RA: ReasonKind.FOLLOWS_FOLLOWERS,
    Feature.FOLLOWS_YOU: ReasonKind.FOLLOWS_YOU,
    Feature.YOU_ENGAGED: ReasonKind.YOU_ENGAGED,
    Feature.ENGAGED_WITH_YOU: ReasonKind.ENGAGED_WITH_YOU,
    Feature.RECENTLY_FOLLOWED_BY: ReasonKind.RECENTLY_FOLLOWED,
    Feature.SAME_COMMUNITY: ReasonKind.SAME_COMMUNITY,
}
_PLAIN: Mapping[ReasonKind, str] = {
    ReasonKind.FOLLOWS_YOU: "Follows you",
    ReasonKind.POPULAR: "Followed by many people here",
    ReasonKind.YOU_ENGAGED: "You liked or commented on their posts",
    ReasonKind.ENGAGED_WITH_YOU: "Liked or commented on your posts",
    ReasonKind.SAME_COMMUNITY: "In the same community as you",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: in words, and the users named in them."""

    kind: ReasonKind
    text: str
    people: Sequence[User] = ()


def reasons_of(
    suggestion: Suggestion, terms: Mapping[Feature, float], people: Mapping[int, User]
) -> list[Reason]:
    """Return at most MAX_REASONS, that with the largest term first.

    A reason without a visible user to name, where it needs one, is left out.
    """
    if suggestion.popular:
        return _found([_reason(ReasonKind.MUTUALS, suggestion, people), _plain(ReasonKind.POPULAR)])
    sums: dict[ReasonKind, float] = {}
    for feature, term in terms.items():
        if kind := _KIND_OF.get(feature):
            sums[kind] = sums.get(kind, 0.0) + term
    kinds = sorted((kind for kind in sums if sums[kind] > 0), key=lambda kind: -sums[kind])
    return _found(_reason(kind, suggestion, people) for kind in kinds)[:MAX_REASONS]


def _found(reasons: Iterable[Reason | None]) -> list[Reason]:
    return [reason for reason in reasons if reason is not None]


def _plain(kind: ReasonKind) -> Reason:
    return Reason(kind, _PLAIN[kind])


def _reason(kind: ReasonKind, suggestion: Suggestion, people: Mapping[int, User]) -> Reason | None:
    if kind in _PLAIN:
        return _plain(kind)
    uids = {
        ReasonKind.MUTUALS: suggestion.mutuals,
        ReasonKind.RECENTLY_FOLLOWED: suggestion.recent,
        ReasonKind.CO_FOLLOWS: suggestion.known,
        ReasonKind.FOLLOWERS_FOLLOW: suggestion.fans,
        ReasonKind.FOLLOWS_FOLLOWERS: suggestion.fans_followed,
    }[kind]
    named = [people[uid] for uid in uids if uid in people]
    if not named or (kind is ReasonKind.RECENTLY_FOLLOWED and len(named) < LEAST_RECENT):
        return None
    return Reason(kind, _text(kind, suggestion, named), named)


def _text(kind: ReasonKind, suggestion: Suggestion, named: Sequence[User]) -> str:
    match kind:
        case ReasonKind.MUTUALS:
            return followed_by(named, suggestion.mutual_count, is_exact=suggestion.is_exact)
        case ReasonKind.RECENTLY_FOLLOWED:
            return f"Followed this week by {names(named)}, whom you follow"
        case ReasonKind.CO_FOLLOWS:
            return f"Follows {names(named)}, whom you follow"
        case ReasonKind.FOLLOWERS_FOLLOW:
            return f"Followed by {names(named)}, who follow{'' if len(named) > 1 else 's'} you"
        case _:
            return f"Follows {names(named)}, who follow{'' if len(named) > 1 else 's'} you"


def names(people: Sequence[User]) -> str:
    """Return up to three names; no name turns the text around it (core/common/bidi.py)."""
    shown = [isolated(person.get_full_name()) for person in people]
    return " and ".join(filter(None, (", ".join(shown[:-1]), shown[-1])))


def followed_by(mutuals: Sequence[User], count: int, *, is_exact: bool = True) -> str:
    """Return a text that names up to two of the mutuals; `count` is the number of all of them."""
    others = count - len(mutuals[:2])
    if others > 0:
        shown = ", ".join(isolated(person.get_full_name()) for person in mutuals[:2])
        least = "" if is_exact else "at least "
        return f"Followed by {shown} and {least}{others} other{'s'[: others > 1]} you follow"
    return f"Followed by {names(mutuals[:2])}, whom you follow"
