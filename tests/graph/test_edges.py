"""What the rest takes for granted of the registry of edges."""

from itertools import permutations
from operator import attrgetter

import pytest

from graph.connection import client
from graph.edges import EDGES, FOLLOWS, POST, TOMBSTONES, Edge
from graph.writes.apply import apply_changes
from graph.writes.changes import Change
from graph.writes.edges import WRITES, write_edges
from graph.writes.tombstones import clear
from tests.graph_state import edges_with_properties


def test_no_two_edges_share_a_type_a_number_or_a_kind() -> None:
    types = [*TOMBSTONES, *(edge.name for edge in EDGES)]
    kinds = [kind for edge in EDGES for kind in edge.kinds]
    assert len(types) == len({*types})
    assert len(kinds) == len({*kinds})


def test_numbers_stay_as_processes_of_two_releases_share_locks_by_them() -> None:
    assert {edge.name: edge.number for edge in EDGES} == {
        "FOLLOWS": 1, "LIKED": 2, "DISMISSED": 3, "COMMENTED_ON": 4, "POSTED": 5,
        "BOOKMARKED": 6, "BLOCKS": 7,
    }  # fmt: skip


def test_what_can_be_undone_leaves_a_tombstone_unless_its_post_does() -> None:
    assert [edge.name for edge in EDGES if bool(edge.undone_by) != bool(edge.tombstone)] == [
        edge.name for edge in EDGES if edge.with_post
    ]


def test_kinds_and_types() -> None:
    for_good = Edge("PINNED", to=POST, number=9, made_by="pinned")
    assert (FOLLOWS.kinds, FOLLOWS.types) == (
        ("followed", "unfollowed"),
        "FOLLOWS|HIDDEN_FOLLOWS|UNFOLLOWED",
    )
    assert (for_good.kinds, for_good.types) == (("pinned",), "PINNED")


def test_every_write_of_an_edge_is_the_same_text(graph: None) -> None:
    followed = Change("followed", 1, actor=1, target=2, since=3)
    with client.recorded_statements() as statements:
        write_edges(FOLLOWS, [followed])
        write_edges(FOLLOWS, [followed, Change("unfollowed", 2, actor=2, target=1, since=4)])
    assert statements == [WRITES[FOLLOWS]] * 2


@pytest.mark.parametrize("edge", WRITES, ids=attrgetter("name"))
def test_every_edge_is_as_its_last_change_says_whatever_the_order(edge: Edge, graph: None) -> None:
    cid = 900 if edge.per_comment else 0
    history = [
        Change(kind, version, actor=1, target=2, comment=cid, since=10 * version)
        for version, kind in enumerate((*edge.kinds, edge.made_by, edge.kinds[-1]), start=1)
    ]
    last: dict[str, object] = {"version": len(history)}
    if cid:
        last["cid"] = cid
    if not edge.undone_by:
        last["since"] = 10 * len(history)
    for changes in permutations(history):
        clear()
        for change in changes:
            apply_changes([change])
        apply_changes(history[:-1])
        assert edges_with_properties() == [(edge.tombstone or edge.name, 1, 2, last)]
