"""Eight appliers deliver one history at once, each in its own order, with purges beside."""

import os
import random
from functools import partial
from itertools import count
from threading import Event, Lock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.database import DirectoryBasedExampleDatabase

from core.common.errors import DomainError
from graph.edges import DISMISSED, EDGES, USER
from graph.errors import GraphUnavailable
from graph.writes.apply import apply_changes
from graph.writes.changes import Change
from graph.writes.tombstones import purge_tombstones
from tests.emptying import empty_graph
from tests.model import EdgeKey, Network, Stamp
from tests.same_graph import check_graph
from tests.threads import at_once

APPLIERS = 8
FULL = os.environ.get("FAULTS") == "full"
# An applier leaves to later what deadlocks again and again, as the relay does.
DELIVERIES = 10
UNDOABLE = [edge for edge in EDGES if edge.tombstone and not edge.per_comment]


class Drawn:
    """Makes the entry that an act asks for, numbered from 1."""

    def __init__(self) -> None:
        self.changes: list[Change] = []

    def take(
        self, kind: str, *, actor: int, target: int = 0, comment: int = 0, username: str = ""
    ) -> Stamp:
        """Write this entry; return its number and time."""
        version = len(self.changes) + 1
        since = 1000 + version
        self.changes.append(
            Change(kind, version, actor, since, target=target, comment=comment, username=username)
        )
        return Stamp(version, since)


class Progress:
    """Who has delivered what, as the marks of the journal tell it."""

    def __init__(self, last: int) -> None:
        self._lock = Lock()
        self._waiting = set(range(1, last + 1))
        self._last = last
        self.appliers_left = APPLIERS
        self.done = Event()

    def mark(self, changes: list[Change]) -> None:
        """The graph has these."""
        with self._lock:
            self._waiting -= {change.version for change in changes}

    def leave(self) -> None:
        """One applier is done."""
        with self._lock:
            self.appliers_left -= 1
            if not self.appliers_left:
                self.done.set()

    def first_waiting(self) -> int:
        """The first entry that nobody has applied."""
        with self._lock:
            return min(self._waiting, default=self._last + 1)


def history(seed: int, acts: int) -> tuple[Network, list[Change]]:
    """Acts of few people on few posts, so that most of them meet."""
    chance, model, log = random.Random(seed), Network(), Drawn()
    ids = count(1)
    for _ in range(4):
        uid = next(ids)
        model.sign_up(uid, f"person{uid}", log)
    for author in (1, 2, 3):
        model.post(author, next(ids), log)
    for _ in range(acts):
        try:
            act(chance, model, next(ids), log)
        except DomainError:
            continue
    return model, log.changes


def act(chance: random.Random, model: Network, new: int, log: Drawn) -> None:
    """One act; `new` is the id of what it makes."""
    people, posts = [*model.people, 1], [*model.posts, 1]
    one, other, pid = chance.choice(people), chance.choice(people), chance.choice(posts)
    cid = chance.choice([*model.comments, 1])
    match chance.randrange(24):
        case 0:
            model.sign_up(new, f"person{new}", log)
        case 1:
            model.rename(one, f"renamed{new}", log)
        case 2:
            model.post(one, new, log)
        case 3:
            model.delete_post(model.posts.get(pid, one), pid, log)
        case 4 if len(model.people) > 2:
            model.delete_account(one, log)
        case 5:
            model.make(DISMISSED, one, other, log)
        case 6 | 7:
            model.comment(one, pid, new, log)
        case 8 | 9:
            model.reply(one, cid, new, log)
        case 10 | 11:
            found = model.comments.get(cid)
            model.delete_comment(found.author if found else one, cid, log)
        case _:
            edge = chance.choice(UNDOABLE)
            target = other if edge.to is USER else pid
            exists = EdgeKey(edge.name, one, target) in model.edges
            (model.undo if exists else model.make)(edge, one, target, log)


def deliver(changes: list[Change]) -> None:
    """Again, where others are in the way again and again."""
    for _ in range(DELIVERIES - 1):
        try:
            return apply_changes(changes)
        except GraphUnavailable:
            continue
    return apply_changes(changes)


def applier(changes: list[Change], progress: Progress, seed: int) -> None:
    """The whole history in an order and in batches of its own."""
    chance = random.Random(seed)
    left = chance.sample(changes, len(changes))
    try:
        while left:
            size = chance.choice([1, 2, 5, 20])
            batch, left = left[:size], left[size:]
            deliver(batch)
            progress.mark(batch)
    finally:
        progress.leave()


def purger(progress: Progress) -> None:
    """Forgets what every waiting entry has passed, for as long as anybody delivers."""
    while not progress.done.wait(0.01):
        purge_tombstones(before=progress.first_waiting())


@pytest.mark.usefixtures("installed")
@settings(
    max_examples=100 if FULL else 5,
    deadline=None,
    derandomize=False,
    print_blob=True,
    database=DirectoryBasedExampleDatabase(".hypothesis/examples"),
    suppress_health_check=[HealthCheck.too_slow],
)
@given(seed=st.integers(0, 99_999), acts=st.integers(40, 120))
def test_appliers_at_once_end_in_the_same_graph(seed: int, acts: int) -> None:
    empty_graph()
    model, changes = history(seed, acts)
    progress = Progress(len(changes))
    results = at_once(
        *(partial(applier, changes, progress, seed + number) for number in range(APPLIERS)),
        partial(purger, progress),
    )
    assert results == [None] * (APPLIERS + 1)
    check_graph(model)
    purge_tombstones(before=progress.first_waiting())
    assert progress.first_waiting() == len(changes) + 1
    apply_changes(random.Random(seed).sample(changes, len(changes)))
    check_graph(model)
