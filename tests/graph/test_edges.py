"""What the rest takes for granted of the registry of edges."""

from dataclasses import replace
from itertools import permutations
from operator import attrgetter

import pytest

from graph.connection import client
from graph.edges import EDGES, FOLLOWS, LIKED, POST, TOMBSTONES, Edge
from graph.traversals.counts import PostCounts, UserCounts, post_counts, user_counts
from graph.traversals.edge_ends import targets_among
from graph.traversals.relations import relations
from graph.writes.apply import apply_changes
from graph.writes.changes import Change
from graph.writes.edges import SHOWING, WRITES, write_edges
from graph.writes.shown import ShownPost, ShownUser, showing
from graph.writes.suspensions import write_suspensions
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
        "BOOKMARKED": 6, "BLOCKS": 7, "MUTES": 8, "REQUESTED": 9,
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


def test_the_write_of_one_edge_to_a_user_shows_what_reads_then_say(graph: None) -> None:
    write_edges(FOLLOWS, [Change("followed", 1, actor=2, target=1, since=3)])
    write_edges(FOLLOWS, [Change("followed", 2, actor=9, target=2, since=3)])
    for version, kind in enumerate(("followed", "unfollowed"), start=3):
        change = Change(kind, version, actor=1, target=2, since=4)
        with showing(ShownUser) as shown, client.recorded_statements() as statements:
            write_edges(FOLLOWS, [change])
        assert statements == [SHOWING[FOLLOWS]]
        assert shown.last == ShownUser(
            target=2,
            made=kind == "followed",
            counts=user_counts([2])[2],
            follows_back=relations(1, [2])[2].followed_by,
        )
        assert relations(1, [2])[2].follows is shown.last.made
    assert shown.last is not None
    assert shown.last.counts == UserCounts(followers=1, following=1, posts=0)


def test_the_write_of_one_edge_to_a_post_shows_what_reads_then_say(graph: None) -> None:
    write_edges(LIKED, [Change("liked", 1, actor=9, target=70, since=3)])
    for version, kind in enumerate(("liked", "unliked"), start=2):
        change = Change(kind, version, actor=1, target=70, since=4)
        with showing(ShownPost) as shown:
            write_edges(LIKED, [change])
        assert shown.last == ShownPost(70, kind == "liked", post_counts([70])[70])
        assert targets_among(LIKED, 1, [70]) == ({70} if shown.last.made else set())
    assert shown.last is not None
    assert shown.last.counts == PostCounts(likes=1, comments=0)


def test_a_write_that_changes_nothing_or_is_hidden_shows_nothing(graph: None) -> None:
    write_edges(FOLLOWS, [Change("unfollowed", 5, actor=1, target=2, since=3)])
    write_suspensions([Change("suspended", 6, actor=3, since=0)])
    late = Change("followed", 4, actor=1, target=2, since=4)
    hidden = Change("followed", 7, actor=3, target=2, since=4)
    for change in (late, hidden):
        with showing(ShownUser) as shown:
            write_edges(FOLLOWS, [change])
        assert shown.last is None
    with showing(ShownUser) as shown:
        write_edges(FOLLOWS, [replace(late, version=8), replace(late, version=9, actor=4)])
    assert shown.last is None


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
