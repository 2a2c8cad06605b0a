"""A rebuilt graph equals the original, whatever happened to it and is written meanwhile."""

import io
import random
import re
import signal
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from itertools import pairwise
from threading import Event

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from core.consistency import Audit
from core.consistency.rebuild import AlreadyRebuilding, rebuild
from core.follows.services import follow, unfollow
from core.journal.models import JournalEntry
from core.likes.services import like, unlike
from core.posts.services import delete_post
from core.relay.purge import purge
from graph.connection import client
from graph.writes.apply import apply_changes
from graph.writes.changes import Change
from graph.writes.rebuild import Stage, note, stage
from graph.writes.watermark import watermark
from tests.core.consistency.network import small_network
from tests.factories import make_post, make_users
from tests.graph_state import edges, edges_with_properties, nodes
from tests.programs import Program
from tests.waiting import wait_until
from tests.worlds import put_back

pytestmark = pytest.mark.usefixtures("stores")


class Bars:
    """Progress that is kept, and that can stop the work as a signal would."""

    def __init__(self, stop_in: str = "") -> None:
        self.done: dict[str, int] = {}
        self._label = ""
        self._stop_in = stop_in

    def begin(self, label: str, total: int) -> None:
        self._label = label
        self.done[label] = 0

    def advance(self, steps: int) -> None:
        self.done[self._label] += steps
        if self._label == self._stop_in:
            raise KeyboardInterrupt


def standing() -> tuple[object, object]:
    """The graph without the watermark and the tombstones of edges."""
    return (
        nodes(),
        [edge for edge in edges_with_properties() if not edge[0].startswith("UN")],
    )


def differences() -> list[str]:
    return [str(each) for each in Audit(Bars(), in_flight_seconds=60.0).differences()]


@pytest.mark.parametrize(
    "damage",
    [
        "MATCH (n) DETACH DELETE n",
        "MATCH ()-[r]->() DELETE r",
        """
        MATCH ()-[r]->() SET r.version = 1000000
        WITH DISTINCT 1 AS done
        MATCH (n) SET n.version = 1000000, n.username = 'x', n.author = 2
        WITH DISTINCT 1 AS done
        CREATE (:Film)-[:SHOWN_TO]->(:User {uid: 5000})
        """,
        "RETURN 1",
    ],
)
def test_a_graph_is_what_it_was_whatever_the_damage(damage: str) -> None:
    put_back(small_network)
    purge()
    before = standing()
    client.write(damage)
    assert rebuild(Bars()) is False
    assert standing() == before
    assert watermark() == JournalEntry.objects.latest("id").pk + 1
    assert differences() == []
    # And it takes what comes next.
    eve, finn = make_users("eve", "finn")
    follow(follower=eve, followee=finn.pk)
    assert ("FOLLOWS", eve.pk, finn.pk) in edges()


def test_a_graph_that_lost_its_constraints_and_holds_duplicates_is_rebuilt() -> None:
    ada, *_ = put_back(small_network)
    before = standing()
    client.write("DROP CONSTRAINT constraint_unique_User_uid")
    client.write("CREATE (:User {uid: $uid}), (:User {uid: $uid})", uid=ada.pk)
    rebuild(Bars())
    assert standing() == before
    constraints = client.read("SHOW CONSTRAINTS YIELD name RETURN collect(name) AS names")[0][
        "names"
    ]
    assert "constraint_unique_User_uid" in constraints


def test_two_empty_stores() -> None:
    assert rebuild(Bars()) is False
    assert standing() == ([], [])
    assert differences() == []


def test_what_was_interrupted_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    put_back(small_network)
    monkeypatch.setattr("core.consistency.rebuild.PEOPLE", 1)
    before = standing()
    for stop_in, begun in (("Emptying", "emptying"), ("Posts", "posts"), ("People", "people")):
        with pytest.raises(KeyboardInterrupt):
            rebuild(Bars(stop_in))
        interrupted = stage()
        assert interrupted is not None
        assert interrupted.name == begun
    bars = Bars()
    with client.recorded_statements() as cypher:
        assert rebuild(bars) is True
    # Of three people one was written before, and nothing was emptied again.
    assert bars.done == {"People": 2}
    assert not [
        statement for statement in cypher if "DELETE" in statement and "$batch" in statement
    ]
    assert stage() is None
    assert standing() == before


def test_a_rebuild_that_was_killed_goes_on_where_it_was() -> None:
    people = make_users(*(f"person{number:03}" for number in range(40)))
    for follower, followee in pairwise(people):
        follow(follower=follower, followee=followee.pk)
    before = standing()
    script = (
        "import django; django.setup()\n"
        "import core.consistency.rebuild as it\n"
        "it.PEOPLE = 1\n"
        "it.rebuild(type('Bars', (), {'begin': print, 'advance': print})())\n"
    )
    process = Program("-c", script)
    wait_until(lambda: (found := stage()) is not None and found.name == "people")
    wait_until(lambda: (found := stage()) is None or found.after >= 3)
    process.kill()
    assert process.wait() == -signal.SIGKILL
    interrupted = stage()
    assert interrupted is not None
    assert 3 <= interrupted.after < 40
    bars = Bars()
    wait_until(lambda: _rebuilt(bars))  # the lock of the killed process goes with its connection
    assert bars.done == {"People": 40 - interrupted.after}
    assert standing() == before


def _rebuilt(bars: Bars) -> bool:
    with suppress(AlreadyRebuilding):
        return rebuild(bars)
    return False


def test_one_at_a_time() -> None:
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(2, 1)")
        with pytest.raises(CommandError, match=r"^Another process is rebuilding the graph\.$"):
            call_command("rebuild_graph")
    finally:
        other.close()
    assert stage() is None


def test_an_entry_from_before_that_comes_late_changes_nothing() -> None:
    ada, bob = make_users("ada", "bob")
    follow(follower=ada, followee=bob.pk)
    late = JournalEntry.objects.latest("id")
    unfollow(follower=ada, followee=bob.pk)
    rebuild(Bars())
    apply_changes(
        [Change("followed", late.pk, actor=ada.pk, target=bob.pk, since=1)],
    )
    assert edges_with_properties() == []


def test_users_go_on_writing_while_the_graph_is_rebuilt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.consistency.rebuild.PEOPLE", 2)
    monkeypatch.setattr("core.consistency.rebuild.POSTS", 5)
    monkeypatch.setattr("graph.writes.rebuild.BATCH", 10)
    people = make_users(*(f"person{number}" for number in range(12)))
    posts = [make_post(person).pk for person in people]
    done = Event()

    def write(seed: int) -> int:
        randomness = random.Random(seed)
        acts = 0
        try:
            while not done.wait(0.01):
                one, other = randomness.sample(people, 2)
                pid = randomness.choice(posts)
                match randomness.randrange(6):
                    case 0 | 1:
                        follow(follower=one, followee=other.pk)
                    case 2:
                        unfollow(follower=one, followee=other.pk)
                    case 3:
                        like(liker=one, post=pid)
                    case 4:
                        unlike(liker=one, post=pid)
                    case 5:
                        delete_post(editor=one, post=make_post(one).pk)
                acts += 1
        finally:
            connection.close()
        return acts

    with ThreadPoolExecutor(4) as threads:
        writers = [threads.submit(partial(write, seed)) for seed in range(4)]
        try:
            rebuild(Bars())
            purge()
            # What was written while the graph was emptied may have left something.
            assert [
                each for each in Audit(Bars(), repair=True).differences() if not each.repaired
            ] == []
            assert differences() == []
        finally:
            done.set()
        assert min(writer.result(timeout=60) for writer in writers) > 0
    assert differences() == []


def test_the_command_writes_audits_and_says_so() -> None:
    put_back(small_network)
    client.write("MATCH (n) DETACH DELETE n")
    output = io.StringIO()
    call_command("rebuild_graph", stdout=output)
    assert re.sub(r"[\d.]+ s", "0 s", output.getvalue()) == (
        "Wrote 3 people, 1 posts and 6 edges in 0 s; the audit took 0 s: no difference.\n"
    )
    note(Stage("people", 1))
    output = io.StringIO()
    call_command("rebuild_graph", stdout=output)
    assert output.getvalue().startswith("Continued an interrupted rebuild.\nWrote 3 people")
