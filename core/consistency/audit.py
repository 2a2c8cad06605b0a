"""An audit: both stores slice by slice, sums first, details where they differ."""

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

# Seconds that a change may be on its way to the graph before its absence is a difference.
PATIENCE = 10.0
PAUSE = 0.1
# Times that a stretch is looked at while something in it moves. What has moved all the time, has
# moved.
LOOKS = 200
# Mending is looked at again; what differs after so many times cannot be mended.
TRIES = 3


class Observation(NamedTuple):
    """What a look sees of one thing, in PostgreSQL and in the graph."""

    expected: Fact | None
    actual: tuple[Fact, ...]


class Audit:
    """Compares PostgreSQL's documents and journal with the graph, while people go on writing.

    With `repair`, the graph is mended from PostgreSQL. Holds one slice in memory. A difference
    counts when it is no matter of time: two looks in a row see just the same, PostgreSQL says the
    same before and after the graph was read, and nothing on its way there explains it that was
    written in the last `patience` seconds.
    Raises GraphUnavailable and Backlog.
    """

    def __init__(
        self, progress: Progress, *, repair: bool = False, in_flight_seconds: float = PATIENCE
    ) -> None:
        self.people = 0
        self.posts = 0
        self.edges = 0
        self._progress = progress
        self._repair = repair
        self._patience = in_flight_seconds

    def differences(self) -> Iterator[Drift]:
        """Every difference, as it is found; mended already where it could be."""
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
        # Tombstones first: what is written of somebody who has one is thrown away.
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
        """The differences that last; mended as far as they can be, when that is wanted."""
        found = self._lasting(view)
        if not found or not self._repair:
            return found
        left = found
        for _ in range(TRIES):
            # Read again under the watermark: only then may what is missing be written.
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
        """The differences in a stretch that are no matter of time.

        One look is not enough: what is written and gone again between two readings of PostgreSQL
        may be met in the graph. A difference lasts when two looks in a row see just the same.
        """
        seen: dict[Key, Observation] | None = None
        for _ in range(LOOKS):
            expected = _by_key(view.expected())
            in_flight = read_in_flight(self._patience)
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
    # In one order, so that two looks can be compared.
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
