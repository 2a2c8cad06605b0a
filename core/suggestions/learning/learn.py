"""Learning weights from hidden follows, and comparing them with the default."""

import math
import random
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from graph.traversals.suggestions import CAPS, DEFAULT, Caps, Counts, Feature, Model

from .figures import Figures, figures, recall, reciprocal_rank
from .follows import Follow, Follows
from .hiding import By, Hidden, hide
from .regression import Group, fit

# Lists that are learned from, and that the comparison is made with: a gain of a fifth was within
# chance on 1,000.
LISTS = 1_000
COMPARED = 3_000
# Candidates of a list that were not chosen; more of them cost more than they teach.
OTHERS = 100
TRIAD_EDGES = 300
LEAST_FOLLOWS = 200
# Standard errors: chance alone gains more in one comparison of twenty.
SURE = 1.65
# What follows in memory do not tell: likes, comments, communities.
_GIVEN = {Feature.YOU_ENGAGED: 0.5, Feature.ENGAGED_WITH_YOU: 0.3, Feature.SAME_COMMUNITY: 0.0}
LEARNED = tuple(feature for feature in Feature if feature not in _GIVEN)

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Learned:
    """Learned weights and the default, measured on the same later lists."""

    model: Model
    figures: Figures
    default: Figures
    # By how much the mean of reciprocal rank and recall is greater, and how uncertain that is.
    gain: float
    error: float
    by: By
    follows: int

    @property
    def is_better(self) -> bool:
        """Whether the gain is beyond what chance explains, and the first place no worse."""
        return self.gain > SURE * self.error and self.figures.mrr >= self.default.mrr


class TooFewFollowsError(Exception):
    """There is nothing to learn from."""


def learn(
    follows: Sequence[Follow],
    *,
    seed: int = 1,
    caps: Caps = CAPS,
    triad_edges: int = TRIAD_EDGES,
    lists: int = LISTS,
    say: Say = lambda _: None,
) -> Learned:
    """Learn weights from one hidden tenth; measure them on another, later if there are dates.

    Raises TooFewFollowsError. Cost: about two minutes and 150 bytes a follow.
    """
    if len(follows) < LEAST_FOLLOWS:
        raise TooFewFollowsError(f"{len(follows)} follows are too few; {LEAST_FOLLOWS} are needed.")
    held_out = hide(follows, seed)
    taught = hide(held_out.kept, seed + 1, held_out.by)
    say(f"Learning from follows hidden by {taught.by}.")
    groups = list(_groups(taught, random.Random(seed), caps, triad_edges, lists))  # noqa: S311 - a sample
    if not groups:
        raise TooFewFollowsError("No hidden follow is among the candidates.")
    weights = fit(groups, len(LEARNED))
    given = {feature: weight for feature, weight in _GIVEN.items() if weight}
    model = Model(
        {
            **{each: weight for each, weight in zip(LEARNED, weights, strict=True) if weight},
            **given,
        },
        triad_edges=triad_edges,
    )
    say("Comparing with the default.")
    return _compared(model, held_out, len(follows), seed, caps, COMPARED)


def ranked(model: Model, counts: Mapping[int, Counts]) -> list[int]:
    """Return the candidates, best first."""
    scores = {uid: model.score(each) for uid, each in counts.items()}
    return sorted(scores, key=lambda uid: (-scores[uid], uid))


def _groups(
    hidden: Hidden, chance: random.Random, caps: Caps, triad_edges: int, size: int
) -> Iterator[Group]:
    known, now = Follows(hidden.kept), present(hidden.kept)
    for viewer in _sample(hidden, chance, size):
        counts = known.counts(viewer, caps, triad_edges=triad_edges, now=now)
        chosen = sorted(counts.keys() & hidden.targets[viewer])
        others = sorted(counts.keys() - hidden.targets[viewer])
        if chosen and others:
            taken = [*chosen, *chance.sample(others, min(OTHERS, len(others)))]
            yield Group([_row(counts[uid]) for uid in taken], len(chosen))


def _row(counts: Counts) -> list[tuple[int, float]]:
    values = counts.values()
    return [(at, values[each]) for at, each in enumerate(LEARNED) if values[each]]


def _compared(
    model: Model, hidden: Hidden, follows: int, seed: int, caps: Caps, size: int
) -> Learned:
    known, now = Follows(hidden.kept), present(hidden.kept)
    lists: list[list[tuple[list[int], set[int]]]] = [[], []]
    for viewer in _sample(hidden, random.Random(seed + 2), size):  # noqa: S311 - a sample
        for each, found in zip((model, DEFAULT), lists, strict=True):
            counts = known.counts(viewer, caps, triad_edges=each.triad_edges, now=now)
            found.append((ranked(each, counts), hidden.targets[viewer]))
    gains = [_quality(*new) - _quality(*old) for new, old in zip(*lists, strict=True)]
    error = statistics.stdev(gains) / math.sqrt(len(gains)) if len(gains) > 1 else math.inf
    return Learned(
        model,
        figures(lists[0]),
        figures(lists[1]),
        statistics.fmean(gains) if gains else 0.0,
        error,
        hidden.by,
        follows,
    )


def _quality(ranking: list[int], targets: set[int]) -> float:
    return (reciprocal_rank(ranking, targets) + recall(ranking, targets)) / 2


def _sample(hidden: Hidden, chance: random.Random, size: int) -> list[int]:
    viewers = sorted(hidden.targets)
    return chance.sample(viewers, min(size, len(viewers)))


def present(follows: Sequence[Follow]) -> int:
    """Return the time at which lists of these follows are asked for, in milliseconds.

    That of the newest; but of a network that came from an old file, now: no follow in it will be
    recent when its weights are used.
    """
    newest = max((follow.since for follow in follows), default=0)
    now = int(time.time() * 1000)
    return newest if newest > now - 30 * CAPS.fresh else now
