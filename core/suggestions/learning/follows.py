"""The follows of a network in memory, and what the traversal would count in them."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from graph.traversals.suggestions import Caps, Counts


class Follow(NamedTuple):
    """Who follows whom, since a time in milliseconds."""

    follower: int
    followee: int
    since: int


class _Triad(NamedTuple):
    """Users in between, and the edges from each to candidates."""

    between: Sequence[int]
    edges: dict[int, list[int]]
    weight_at: int
    share: int
    most: int


class Follows:
    """Follows by both ends, the newest first.

    Memory: about 150 bytes a follow.
    """

    def __init__(self, follows: Iterable[Follow]) -> None:
        """Take the follows in any order."""
        self.following: dict[int, list[int]] = defaultdict(list)
        self.followers: dict[int, list[int]] = defaultdict(list)
        self._since: dict[int, list[int]] = defaultdict(list)
        for follower, followee, since in sorted(follows, key=_newest_first):
            self.following[follower].append(followee)
            self._since[follower].append(since)
            self.followers[followee].append(follower)

    def counts(self, viewer: int, caps: Caps, *, triad_edges: int, now: int) -> dict[int, Counts]:
        """Return every candidate with what `graph/traversals/suggestions` counts about them.

        Likes and comments are not in memory. Costs what the statement does.
        """
        following = self.following.get(viewer, [])
        followers = self.followers.get(viewer, [])[: caps.followers]
        barred = {viewer, *following}
        rows: dict[int, list[float]] = {}
        self._mutuals(rows, viewer, caps, triad_edges, len(followers), now)
        between = following[: caps.between]
        fans = followers[: caps.between]
        for triad in (
            _Triad(between, self.followers, 2, caps.share, triad_edges),
            _Triad(fans, self.following, 4, caps.share, triad_edges),
            _Triad(fans, self.followers, 6, caps.share, triad_edges),
        ):
            self._triad(rows, triad)
        for follower in followers:
            rows.setdefault(follower, [0.0] * 12)[8] = 1.0
        return {
            person: Counts(*(*row, *self._degrees(person)))
            for person, row in rows.items()
            if person not in barred
        }

    def _degrees(self, person: int) -> tuple[float, float]:
        """Return how many follow the user, and how many the user follows."""
        return len(self.followers.get(person, ())), len(self.following.get(person, ()))

    def _mutuals(
        self,
        rows: dict[int, list[float]],
        viewer: int,
        caps: Caps,
        triad_edges: int,
        followers: int,
        now: int,
    ) -> None:
        following = self.following.get(viewer, [])
        rest = caps.edges - len(following) - followers - 3 * triad_edges
        edges = 0
        ranked = _by_degree(following[: caps.mutuals], self.following)
        for taken, (degree, mutual) in enumerate(ranked):
            if edges + min(degree, caps.cap) > rest and taken >= caps.least:
                break
            edges += min(degree, caps.cap)
            _add(rows, self.following.get(mutual, [])[: caps.cap], degree, at=0)
            for person, since in zip(
                self.following.get(mutual, [])[: caps.cap],
                self._since.get(mutual, []),
                strict=False,
            ):
                if since <= now - caps.fresh:
                    break
                rows[person][11] += 1.0

    def _triad(self, rows: dict[int, list[float]], triad: _Triad) -> None:
        left = triad.most
        for degree, between in _by_degree(triad.between, triad.edges):
            found = triad.edges.get(between, [])[: min(triad.share, left)]
            _add(rows, found, degree, at=triad.weight_at)
            left -= len(found)
            if left <= 0:
                return


def _by_degree(uids: Iterable[int], edges: dict[int, list[int]]) -> list[tuple[int, int]]:
    """Return these with their number of edges, the fewest first."""
    return sorted((len(edges.get(uid, ())), uid) for uid in uids)


def _newest_first(follow: Follow) -> tuple[int, int, int]:
    return -follow.since, -follow.followee, -follow.follower


def _add(rows: dict[int, list[float]], people: Iterable[int], degree: int, *, at: int) -> None:
    """Add the weights of a user in between, Adamic-Adar and resource allocation."""
    adamic_adar = 1 / math.log(max(degree, 2))
    allocation = 1 / max(degree, 1)
    for person in people:
        row = rows.get(person)
        if row is None:
            row = rows[person] = [0.0] * 12
        row[at] += adamic_adar
        row[at + 1] += allocation
