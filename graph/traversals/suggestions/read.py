"""Suggestions of users to follow, with what speaks for each."""

import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from graph.connection import client
from graph.traversals.hidden import for_hidden, hidden_parameters

from .caps import CAPS, Caps
from .features import DEFAULT, Counts, Feature, Model
from .formula import by_formula
from .statement import SUGGESTIONS, SUGGESTIONS_FOR_SUSPENDED
from .suggestion import Suggestion

# By kind of mark, from 1 on: the features of its first sum, of the logarithm of that, and of the
# logarithm of its second sum.
_KINDS: tuple[tuple[Feature | None, Feature | None, Feature | None], ...] = (
    (Feature.FOLLOWED_BY, Feature.FOLLOWED_BY_LOG, Feature.FOLLOWED_BY_RA),
    (None, Feature.CO_FOLLOWS, Feature.CO_FOLLOWS_RA),
    (None, Feature.FOLLOWERS_FOLLOW, Feature.FOLLOWERS_FOLLOW_RA),
    (None, Feature.FOLLOWS_FOLLOWERS, Feature.FOLLOWS_FOLLOWERS_RA),
    (Feature.FOLLOWS_YOU, None, None),
    (None, Feature.YOU_ENGAGED, None),
    (None, Feature.ENGAGED_WITH_YOU, None),
)
# A candidate whom the model does not want is still one, after all others.
_LEAST_PROXY = 1e-6
# Kinds up to this one have a user in between.
_TRIADS = 4


def suggestions(
    viewer: int,
    *,
    limit: int,
    model: Model = DEFAULT,
    suspended: bool = False,
    hidden: Collection[int] = (),
    caps: Caps = CAPS,
) -> list[Suggestion]:
    """Return at most `limit` (up to 50) users for the viewer to follow, best first.

    The score is the model's; equal scores are in order of uid. A list that is too short, a
    newcomer's above all, is filled up with the most followed. Excluded: the viewer, users already
    followed, dismissed or `hidden`; dismissed users are in between nobody either, and nobody
    follows who is hidden. Suspended users are neither; a `suspended` viewer still gets suggestions.

    Cost: `caps.edges` of all follows together, and `caps.sorted` times; of other weights than the
    default, four times `caps.engaged` and `caps.recounted`, too. A viewer who follows so many that
    less than `caps.least` times `caps.cap` is left costs that in addition. To fill up,
    `caps.newest_follows` entries of an index, so that the whole network is never counted.
    """
    if model == DEFAULT:
        return by_formula(viewer, limit=limit, suspended=suspended, hidden=hidden, caps=caps)
    record = client.read_one(
        for_hidden(SUGGESTIONS_FOR_SUSPENDED if suspended else SUGGESTIONS, hidden),
        **parameters(viewer, limit, model, caps, hidden),
    )
    return [
        _suggestion(model, uid, counts, count, people, is_exact=exact)
        for uid, counts, count, exact, *people in record["suggestions"]
    ]


def parameters(
    viewer: int, limit: int, model: Model, caps: Caps, hidden: Collection[int] = ()
) -> dict[str, object]:
    """Return the parameters of the statement."""
    now = int(time.time() * 1000)
    linear, log, allocated = (
        [0.0, *(_weight(model, kind[part]) for kind in _KINDS)] for part in range(3)
    )
    return {
        **asdict(caps),
        "viewer": viewer,
        **hidden_parameters(hidden),
        "limit": limit,
        "scored": caps.scored + limit,
        "now": now,
        "recent": now - caps.fresh,
        "half_life": float(caps.half_life),
        "triad_edges": model.triad_edges,
        "linear": linear,
        "log": log,
        "allocated": allocated,
        "fresh_log": _weight(model, Feature.RECENTLY_FOLLOWED_BY),
        "other": [
            _weight(model, feature)
            for feature in (Feature.FOLLOWERS, Feature.FOLLOWING, Feature.SAME_COMMUNITY)
        ],
        # The weight of a mark where candidates are chosen for the full score.
        "proxy": [
            max(_LEAST_PROXY, sum(weights)) for weights in zip(linear, log, allocated, strict=True)
        ],
    }


def _weight(model: Model, feature: Feature | None) -> float:
    return 0.0 if feature is None else model.weights.get(feature, 0.0)


def _suggestion(
    model: Model,
    uid: int,
    found: Mapping[str, Sequence[Any]] | None,
    count: int,
    people: Sequence[Sequence[int]],
    *,
    is_exact: bool,
) -> Suggestion:
    counts = None if found is None else _counts(found["sums"], found["degrees"])
    score = 0.0 if counts is None else model.score(counts)
    mutuals, known, fans, fans_followed, recent = map(tuple, people)
    return Suggestion(
        uid, score, count, is_exact, counts, mutuals, known, fans, fans_followed, recent
    )


def _counts(sums: Sequence[Sequence[float]], degrees: Sequence[int]) -> Counts:
    """Return the counts from `[kind, first, second, fresh]` of each kind that there is."""
    values = [0.0] * 12
    for kind, first, second, fresh in sums:
        if kind <= _TRIADS:
            values[2 * int(kind) - 2], values[2 * int(kind) - 1] = first, second
            values[11] += fresh
        else:
            values[int(kind) + 3] = first
    return Counts(*(*values, *degrees))
