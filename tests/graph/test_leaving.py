"""Nodes with very many edges leave in chunks, and meanwhile nothing extends or revives them."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from graph.audit.unexpected import unexpected_nodes
from graph.connection import client, driver
from graph.errors import Unfinished
from graph.writes.apply import apply_changes
from graph.writes.changes import Change
from graph.writes.removals import remove_nodes
from graph.writes.slices import time_slice
from graph.writes.tombstones import purge_tombstones
from tests.graph_state import edges, edges_with_properties, nodes
from tests.threads import at_once
from tests.waiting import wait_until

pytestmark = pytest.mark.usefixtures("graph")

STAR, POST = 1, 1 << 30
FANS = range(10, 30)
GONE = Change("user_deleted", 100, actor=STAR, since=0)
POST_GONE = Change("post_deleted", 101, actor=STAR, target=POST, since=0)


@pytest.fixture(autouse=True)
def _small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("leaving", "suspensions", "removals", "tombstones"):
        monkeypatch.setattr(f"graph.writes.{module}.CHUNK", 3)


@pytest.fixture
def star() -> list[Change]:
    """Somebody with many followers, and a post of theirs with many likes."""
    history = [
        Change("posted", 1, actor=STAR, target=POST, since=0),
        *(Change("followed", fan, actor=fan, target=STAR, since=0) for fan in FANS),
        *(Change("liked", fan + 30, actor=fan, target=POST, since=0) for fan in FANS),
    ]
    apply_changes(history)
    return history


def labels() -> list[str]:
    return sorted({label for label, _ in nodes()})


def in_slices(*changes: Change) -> int:
    """Apply these in slices that are over at once; returns how many it took."""
    for count in range(1, 100):
        try:
            with time_slice(0):
                apply_changes(changes)
        except Unfinished:
            continue
        return count
    raise AssertionError("It does not end.")


def test_a_command_deletes_to_the_end_in_small_transactions(star: list[Change]) -> None:
    with client.recorded_statements() as cypher:
        apply_changes([GONE, POST_GONE])
    # 21 edges of the user, then 20 of the post, 3 a time.
    assert sum("taken" in text for text in cypher) == 8 + 7
    assert labels() == ["DeletedPost", "DeletedUser", "User"]
    assert edges_with_properties() == []
    assert ("DeletedUser", {"uid": STAR, "version": 100}) in nodes()
    assert ("DeletedPost", {"pid": POST, "version": 101}) in nodes()


def test_what_is_not_finished_is_named_and_the_others_are_done(star: list[Change]) -> None:
    small = Change("user_deleted", 102, actor=FANS[0], since=0)
    with pytest.raises(Unfinished) as unfinished, time_slice(0):
        apply_changes([GONE, POST_GONE, small, Change("followed", 103, 50, 0, target=51)])
    assert unfinished.value.versions == {100, 101}
    assert ("FOLLOWS", 50, 51) in edges()
    assert ("DeletedUser", {"uid": FANS[0], "version": 102}) in nodes()
    # A chunk of the users, both edges of the small one in it, and a chunk of the post. The edge
    # between two who leave may be in a chunk twice, once from either end.
    assert len(edges()) in (41 + 1 - 3 - 3, 41 + 1 - 2 - 3)


def test_slices_end_in_the_same_graph(star: list[Change]) -> None:
    assert in_slices(GONE, POST_GONE) == 7
    assert labels() == ["DeletedPost", "DeletedUser", "User"]
    assert edges_with_properties() == []
    apply_changes([*star, GONE, POST_GONE])
    assert labels() == ["DeletedPost", "DeletedUser", "User"]
    assert edges_with_properties() == []


def test_nothing_finds_or_extends_what_is_leaving(star: list[Change]) -> None:
    with pytest.raises(Unfinished), time_slice(0):
        apply_changes([GONE, POST_GONE])
    before = nodes(), edges_with_properties()
    late = [
        Change("followed", 200, actor=10, target=STAR, since=0),
        Change("followed", 201, actor=STAR, target=10, since=0),
        Change("liked", 202, actor=10, target=POST, since=0),
        Change("user_saved", 203, actor=STAR, since=0, username="star"),
        Change("suspended", 204, actor=STAR, since=0),
    ]
    for change in [*star, *late]:
        apply_changes([change])
    assert (nodes(), edges_with_properties()) == before
    assert in_slices(GONE, POST_GONE) > 1
    assert edges_with_properties() == []


def test_a_write_that_waits_for_its_lock_meanwhile_leaves_it_alone(star: list[Change]) -> None:
    follow = Change("followed", 200, actor=10, target=STAR, since=0)
    with driver.driver().session() as session, session.begin_transaction() as deletion:
        deletion.run(
            """
            MATCH (n:User {uid: $uid}) SET n.locked = true
            MERGE (d:DeletedUser {uid: $uid}) SET d.version = 100
            SET n:LeavingUser REMOVE n:User
            """,
            uid=STAR,
        ).consume()
        with ThreadPoolExecutor(1) as threads:
            writing = threads.submit(apply_changes, [follow])
            wait_until(_somebody_waits_for_a_lock)
            deletion.commit()
            writing.result(timeout=20)
    assert len(edges("FOLLOWS")) == 20
    assert "LeavingUser" in labels()
    assert in_slices(GONE) > 1
    assert edges("FOLLOWS") == []


def _somebody_waits_for_a_lock() -> bool:
    found = client.read("SHOW TRANSACTIONS YIELD status RETURN collect(status) AS all")
    return any(status.startswith("Blocked") for status in found[0]["all"])


def test_two_appliers_at_the_same_node(star: list[Change]) -> None:
    def delete() -> None:
        apply_changes([GONE, POST_GONE])

    assert at_once(delete, delete) == [None, None]
    assert labels() == ["DeletedPost", "DeletedUser", "User"]
    assert edges_with_properties() == []


def test_suspension_and_reinstatement_go_on_where_they_ended(star: list[Change]) -> None:
    assert in_slices(Change("suspended", 200, actor=STAR, since=0)) == 7
    assert len(edges("HIDDEN_FOLLOWS")) == 20
    assert edges("FOLLOWS") == []
    assert in_slices(Change("reinstated", 201, actor=STAR, since=0)) == 7
    assert len(edges("FOLLOWS")) == 20


def test_a_purge_ends_with_its_slice_and_goes_on(star: list[Change]) -> None:
    apply_changes(
        Change("unfollowed", 200 + fan, actor=10, target=fan, since=0) for fan in range(11, 21)
    )
    with time_slice(0):
        assert purge_tombstones(before=300) == 3
    assert purge_tombstones(before=300) == 7


def test_an_audit_sees_a_node_that_is_leaving_and_a_repair_deletes_it(star: list[Change]) -> None:
    with pytest.raises(Unfinished), time_slice(0):
        apply_changes([GONE, POST_GONE])
    found = unexpected_nodes()
    keys = {str(fact.key) for fact in found}
    assert keys == {f":LeavingPost {POST}", f":LeavingUser {STAR}"}
    remove_nodes(found)
    assert labels() == ["DeletedPost", "DeletedUser", "User"]
    assert edges_with_properties() == []
