"""An audit: both stores partition by partition, sums first, details where they differ."""

import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from operator import attrgetter
from typing import NamedTuple

from core.accounts.models import User
from core.common.progress import Progress
from core.posts.models import Post
from graph.audit import people as graph_people
from graph.audit import posts as graph_posts
from graph.audit.facts import HIGHEST, LOWEST, Fact, Key
from graph.writes.watermark import watermark

from . import people, posts
from .drift import Drift
from .in_flight import InFlight, read_in_flight
from .partitions import PEOPLE, POSTS, partitions
from .repair import repair
from .views import DeletedPeople, People, Posts, Unexpected, View

# Seconds that a change may be in flight before its absence is a difference.
IN_FLIGHT_SECONDS = 10.0
PAUSE = 0.1
# Observations of a partition while something in it keeps changing.
LOOKS = 200
# Attempts to repair a difference.
MAX_REPAIRS = 3


class Observation(NamedTuple):
    """One node or edge, as read from PostgreSQL and from the graph."""

    expected: Fact | None
    actual: tuple[Fact, ...]


class Audit:
    """Compares PostgreSQL's documents and journal with the graph, while writes go on.

    With `repair`, the graph is repaired from PostgreSQL. Holds one partition in memory. A
    difference counts when it persists: two observations in a row are equal, PostgreSQL returns the
    same before and after the graph was read, and no entry in flight explains it that was written
    in the last `in_flight_seconds`. Raises GraphUnavailable and Backlog.
    """

    def __init__(
        self,
        progress: Progress,
        *,
        repair: bool = False,
        in_flight_seconds: float = IN_FLIGHT_SECONDS,
    ) -> None:
        self.people = 0
        self.posts = 0
        self.edges = 0
        self._progress = progress
        self._repair = repair
        self._in_flight_seconds = in_flight_seconds

    def differences(self) -> Iterator[Drift]:
        """Yield every difference as it is found, repaired already where possible."""
        yield from self._settled(Unexpected())
        yield from self._audit_posts()
        yield from self._audit_people()

    def _audit_posts(self) -> Iterator[Drift]:
        self._progress.begin("Posts", Post.objects.count())
        for low, high in partitions(POSTS, posts.last_post, graph_posts.last_post):
            expected, actual = posts.post_sums(low, high), graph_posts.post_sums(low, high)
            if expected != actual:
                yield from self._settled(Posts(low, high))
            self.posts += expected[0].nodes
            self._progress.advance(expected[0].nodes)

    def _audit_people(self) -> Iterator[Drift]:
        self._progress.begin("People", User.objects.count())
        # Tombstones first: writes about a deleted user are ignored.
        yield from self._settled(DeletedPeople(LOWEST, HIGHEST))
        for low, high in partitions(PEOPLE, people.last_person, graph_people.last_person):
            expected, actual = people.person_sums(low, high), graph_people.person_sums(low, high)
            differ = [uid for uid in {*expected, *actual} if expected.get(uid) != actual.get(uid)]
            if differ:
                yield from self._settled(People(sorted(differ)))
            self.people += len(expected)
            self.edges += sum(each.edges for each in expected.values())
            self._progress.advance(len(expected))

    def _settled(self, view: View) -> list[Drift]:
        """Return the lasting differences, repaired where possible if `repair` is set."""
        found = self._lasting(view)
        if not found or not self._repair:
            return found
        left = found
        for _ in range(MAX_REPAIRS):
            # Read again under the watermark: only then may missing edges be written.
            at = watermark()
            left = self._lasting(view.narrowed([each.key for each in left]))
            if not left:
                break
            repair(left, watermark=at)
        else:
            left = self._lasting(view.narrowed([each.key for each in left]))
        unrepaired = {each.key for each in left}
        return [replace(each, repaired=each.key not in unrepaired) for each in found]

    def _lasting(self, view: View) -> list[Drift]:
        """Return the differences of a partition that persist.

        One observation is not enough: an edge that is written and deleted between two reads of
        PostgreSQL may be found in the graph. A difference lasts when two observations are equal.
        """
        seen: dict[Key, Observation] | None = None
        for _ in range(LOOKS):
            expected = _by_key(view.expected())
            in_flight = read_in_flight(self._in_flight_seconds)
            actual = _all_by_key(view.actual())
            expected_again = _by_key(view.expected())
            differing = {
                key: Observation(expected.get(key), tuple(actual.get(key, ())))
                for key in {*expected, *actual}
                if (seen is None or key in seen) and _differ(expected.get(key), actual.get(key, ()))
            }
            lasting = {
                key: observation
                for key, observation in differing.items()
                if seen is not None
                and seen[key] == observation
                and observation.expected == expected_again.get(key)
                and not in_flight.young.entry_about(key)
            }
            if len(lasting) == len(differing):
                break
            seen = differing
            view = view.narrowed(differing)
            time.sleep(PAUSE)
        return [
            _difference(key, observation, in_flight) for key, observation in sorted(lasting.items())
        ]


def _by_key(facts: Sequence[Fact]) -> dict[Key, Fact]:
    return {fact.key: fact for fact in facts}


def _all_by_key(facts: Sequence[Fact]) -> dict[Key, list[Fact]]:
    found: dict[Key, list[Fact]] = defaultdict(list)
    # In one order, so that two observations can be compared.
    for fact in sorted(facts, key=attrgetter("element")):
        found[fact.key].append(fact)
    return found


def _differ(expected: Fact | None, actual: Sequence[Fact]) -> bool:
    if expected is None:
        return bool(actual)
    return len(actual) != 1 or not expected.matches(actual[0])


def _difference(key: Key, observation: Observation, in_flight: InFlight) -> Drift:
    return Drift(
        key,
        observation.expected,
        observation.actual,
        waits=in_flight.late.entry_about(key),
        set_aside=in_flight.set_aside.entry_about(key),
    )
