"""Which follows are hidden, so that suggestions can be asked for them."""

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from .follows import Follow, Follows

HIDDEN = 0.1
DAY = 86_400_000
# From this share of returned follows on, a follow and its return are one friendship.
MUTUAL = 0.95


class By(StrEnum):
    """How the hidden follows are chosen."""

    TIME = "time"
    CHANCE = "chance"


@dataclass(frozen=True, slots=True)
class Hidden:
    """The follows that stay, and of each follower whom a good list names."""

    kept: Sequence[Follow]
    targets: Mapping[int, set[int]]
    by: By


def has_dates(follows: Sequence[Follow]) -> bool:
    """Return whether the middle four fifths of the follows are of more than one day."""
    times = sorted(follow.since for follow in follows)
    return bool(times) and times[len(times) * 9 // 10] - times[len(times) // 10] > DAY


def hide(follows: Sequence[Follow], seed: int, by: By | None = None) -> Hidden:
    """Hide a tenth: the newest where there are dates, else by chance.

    A friendship is hidden with both its follows. No target is asked for whose both users are
    unknown to what is kept.
    """
    by = by or (By.TIME if has_dates(follows) else By.CHANCE)
    kept, hidden = _newest(follows) if by is By.TIME else _by_chance(follows, seed)
    known = Follows(kept)
    targets: dict[int, set[int]] = defaultdict(set)
    for follow in hidden:
        if known.following.get(follow.follower) and (
            follow.followee in known.followers or follow.followee in known.following
        ):
            targets[follow.follower].add(follow.followee)
    return Hidden(kept, targets, by)


def _newest(follows: Sequence[Follow]) -> tuple[list[Follow], list[Follow]]:
    ordered = sorted(follows, key=lambda follow: (follow.since, follow))
    cut = len(ordered) - int(len(ordered) * HIDDEN)
    return ordered[:cut], ordered[cut:]


def _by_chance(follows: Sequence[Follow], seed: int) -> tuple[list[Follow], list[Follow]]:
    chance = random.Random(seed)  # noqa: S311 - a sample
    pairs = {(follow.follower, follow.followee) for follow in follows}
    returned = sum((b, a) in pairs for a, b in pairs)
    is_mutual = returned >= MUTUAL * len(pairs)
    units = sorted({_unit(pair, is_mutual=is_mutual) for pair in pairs})
    gone = set(chance.sample(units, int(len(units) * HIDDEN)))
    kept: list[Follow] = []
    hidden: list[Follow] = []
    for follow in follows:
        unit = _unit((follow.follower, follow.followee), is_mutual=is_mutual)
        (hidden if unit in gone else kept).append(follow)
    return kept, hidden


def _unit(pair: tuple[int, int], *, is_mutual: bool) -> tuple[int, int]:
    return (min(pair), max(pair)) if is_mutual else pair
