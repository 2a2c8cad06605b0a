"""Changes end in the same graph in any order and however often they arrive."""

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from graph.connection import driver
from graph.writes.apply import apply_changes
from graph.writes.changes import Change
from graph.writes.tombstones import clear, purge_tombstones
from graph.writes.watermark import raise_watermark, watermark
from tests.graph_state import edges, edges_with_properties, nodes
from tests.waiting import wait_until

pytestmark = pytest.mark.usefixtures("graph")

POST, DELETED_POST = 1 << 30, 2 << 30

HISTORY = [
    Change("user_saved", 1, actor=1, since=10, username="ada"),
    Change("user_saved", 2, actor=2, since=10, username="bob"),
    Change("user_saved", 3, actor=2, since=11, username="bobby"),
    Change("posted", 4, actor=1, target=POST, since=20),
    Change("liked", 5, actor=2, target=POST, since=30),
    Change("unliked", 6, actor=2, target=POST, since=31),
    Change("liked", 7, actor=2, target=POST, since=32),
    Change("commented", 8, actor=2, target=POST, comment=900, since=33),
    Change("commented", 9, actor=1, target=POST, comment=901, since=34),
    Change("comment_deleted", 10, actor=2, target=POST, comment=900, since=35),
    Change("followed", 11, actor=2, target=1, since=40),
    Change("unfollowed", 12, actor=2, target=1, since=41),
    Change("followed", 13, actor=1, target=2, since=42),
    Change("dismissed", 14, actor=2, target=1, since=43),
    Change("followed", 15, actor=3, target=1, since=44),
    Change("posted", 16, actor=3, target=DELETED_POST, since=45),
    Change("liked", 17, actor=1, target=DELETED_POST, since=46),
    Change("post_deleted", 18, actor=3, target=DELETED_POST, since=47),
    Change("user_deleted", 19, actor=3, since=47),
    Change("followed", 20, actor=4, target=1, since=50),
    Change("followed", 21, actor=1, target=4, since=51),
    Change("liked", 22, actor=4, target=POST, since=52),
    Change("commented", 23, actor=4, target=POST, comment=902, since=53),
    Change("followed", 24, actor=4, target=2, since=54),
    Change("dismissed", 25, actor=4, target=3, since=55),
    Change("suspended", 26, actor=4, since=56),
    Change("unfollowed", 27, actor=4, target=1, since=57),
    Change("followed", 28, actor=2, target=4, since=58),
    Change("suspended", 29, actor=2, since=59),
    Change("reinstated", 30, actor=2, since=60),
]

NODES = [
    ("DeletedPost", {"pid": DELETED_POST, "version": 18}),
    ("DeletedUser", {"uid": 3, "version": 19}),
    ("Post", {"pid": POST, "author": 1}),
    ("User", {"uid": 1, "username": "ada", "version": 1}),
    ("User", {"reinstated": 30, "uid": 2, "username": "bobby", "version": 3}),
    ("User", {"suspended": 26, "uid": 4}),
]
EDGES = [
    ("COMMENTED_ON", 1, POST, {"cid": 901, "since": 34, "version": 9}),
    ("DISMISSED", 2, 1, {"since": 43, "version": 14}),
    ("FOLLOWS", 1, 2, {"since": 42, "version": 13}),
    ("HIDDEN_COMMENTED_ON", 4, POST, {"cid": 902, "since": 53, "version": 23}),
    ("HIDDEN_FOLLOWS", 1, 4, {"since": 51, "version": 21}),
    ("HIDDEN_FOLLOWS", 2, 4, {"since": 58, "version": 28}),
    ("HIDDEN_FOLLOWS", 4, 2, {"since": 54, "version": 24}),
    ("HIDDEN_LIKED", 4, POST, {"since": 52, "version": 22}),
    ("LIKED", 2, POST, {"since": 32, "version": 7}),
    ("POSTED", 1, POST, {}),
    ("UNCOMMENTED", 2, POST, {"cid": 900, "version": 10}),
    ("UNFOLLOWED", 2, 1, {"version": 12}),
    ("UNFOLLOWED", 4, 1, {"version": 27}),
]


def test_a_history_in_its_order() -> None:
    apply_changes(HISTORY)
    assert nodes() == sorted(NODES, key=str)
    assert edges_with_properties() == sorted(EDGES, key=str)


@pytest.mark.parametrize("seed", range(8))
def test_a_history_shuffled_and_twice_one_by_one(seed: int) -> None:
    changes = HISTORY * 2
    random.Random(seed).shuffle(changes)
    for change in changes:
        apply_changes([change])
    assert nodes() == sorted(NODES, key=str)
    assert edges_with_properties() == sorted(EDGES, key=str)


@pytest.mark.parametrize("seed", range(8))
def test_a_history_shuffled_in_batches(seed: int) -> None:
    changes = HISTORY * 2
    randomness = random.Random(seed)
    randomness.shuffle(changes)
    while changes:
        size = randomness.randint(1, 9)
        batch, changes = changes[:size], changes[size:]
        apply_changes(batch)
    assert nodes() == sorted(NODES, key=str)
    assert edges_with_properties() == sorted(EDGES, key=str)


def test_a_purge_takes_the_tombstones_of_edges_below_a_version_and_nothing_else() -> None:
    apply_changes(HISTORY)
    assert purge_tombstones(before=12) == 1
    assert purge_tombstones(before=100) == 2
    assert nodes() == sorted(NODES, key=str)
    assert watermark() == 100
    assert edges_with_properties() == sorted(
        [edge for edge in EDGES if not edge[0].startswith("UN")], key=str
    )


@pytest.mark.parametrize("seed", range(8))
def test_what_comes_again_after_a_purge_changes_nothing(seed: int) -> None:
    apply_changes(HISTORY)
    purge_tombstones(before=20)
    settled = nodes(), edges_with_properties()
    changes = HISTORY * 2
    random.Random(seed).shuffle(changes)
    for change in changes:
        apply_changes([change])
    assert (nodes(), edges_with_properties()) == settled


def test_a_change_below_the_watermark_applies_only_where_it_repairs_what_was_there() -> None:
    apply_changes(HISTORY)
    purge_tombstones(before=20)
    followed = Change("followed", 11, actor=2, target=1, since=40, repairs_at=19)
    apply_changes([followed])
    assert ("FOLLOWS", 2, 1) not in edges()
    apply_changes([replace(followed, repairs_at=watermark())])
    assert ("FOLLOWS", 2, 1) in edges()


def test_the_watermark_never_goes_down() -> None:
    assert watermark() == 0
    raise_watermark(7)
    raise_watermark(5)
    assert watermark() == 7


def test_a_purge_waits_for_a_write_that_is_under_way() -> None:
    """The late write has read the watermark: its tombstone must stay until it has committed."""
    apply_changes(HISTORY)
    with driver.driver().session() as session, session.begin_transaction() as late:
        late.run("MATCH (u:User {uid: 2}) SET u.locked = true REMOVE u.locked").consume()
        with ThreadPoolExecutor(1) as threads:
            purge = threads.submit(purge_tombstones, before=100)
            wait_until(lambda: watermark() == 100)
            left = late.run(
                "MATCH (:User {uid: 2})-[r:UNFOLLOWED]->() RETURN r.version AS version"
            ).single(strict=True)
            assert left["version"] == 12
            assert not purge.done()
            late.commit()
            assert purge.result(timeout=20) == 3


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(KeyError, match="poked"):
        apply_changes([Change("poked", 1, actor=1, target=2, since=0)])
    assert nodes() == []


def test_clear_takes_everything() -> None:
    apply_changes(HISTORY)
    clear()
    assert nodes() == []
