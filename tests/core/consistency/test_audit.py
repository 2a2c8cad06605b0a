"""An audit reads as much as is there, and no more than it must."""

import pytest

from core.consistency import Audit
from graph.connection import client
from tests.factories import make_users
from tests.statements import statements
from tests.worlds import put_back

from .auditing import Quiet, found
from .network import small_network

pytestmark = pytest.mark.usefixtures("stores")


def test_a_network_as_it_should_be_has_no_difference() -> None:
    put_back(small_network)
    audit = Audit(Quiet())
    assert list(audit.differences()) == []
    # Two follows, a like, a comment, a dismissal and a post stand.
    assert (audit.people, audit.posts, audit.edges) == (3, 1, 6)


def test_two_empty_stores_agree() -> None:
    assert found() == []


def test_slices_of_any_size_find_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    put_back(small_network)
    client.write("MATCH ()-[r:FOLLOWS]->() DELETE r")
    client.write("MATCH (p:Post) DETACH DELETE p")
    client.write("UNWIND range(1000, 1020) AS id CREATE (:User {uid: id}), (:Post {pid: id})")
    drifts = found()
    assert len(drifts) == 42 + 2 + 4
    monkeypatch.setattr("core.consistency.audit.PEOPLE", 2)
    monkeypatch.setattr("core.consistency.audit.POSTS", 1)
    assert sorted(found()) == sorted(drifts)


def test_an_audit_that_finds_nothing_takes_two_statements_a_slice_on_either_side(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_users(*(f"person{number}" for number in range(9)))
    with statements() as sql, client.recorded_statements() as cypher:
        assert found() == []
    # Two counts for the bars; what is on its way and the time, twice; tombstones of people, twice;
    # of one slice of posts and one of people where it ends and its sums.
    assert len(sql) == 2 + 2 * 3 + 2 + 2 * 2
    # Unexpected, twice; tombstones of users; the partitions, with sums of posts and of tombstones.
    assert len(cypher) == 2 + 1 + 3 + 2
    monkeypatch.setattr("core.consistency.audit.PEOPLE", 3)
    with statements() as more_sql, client.recorded_statements() as more_cypher:
        assert found() == []
    # Three partitions of three users, and one of users who have joined since.
    assert len(more_sql) == len(sql) + 3 * 2
    assert len(more_cypher) == len(cypher) + 3 * 2
