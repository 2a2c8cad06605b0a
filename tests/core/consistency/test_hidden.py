"""Edges of suspended users: the audit finds one that is shown or hidden wrongly, and repairs it."""

import pytest

from core.accounts.staff import change_person
from core.follows.services import follow
from core.likes.services import like
from graph.connection import client
from tests.factories import make_post, make_users
from tests.graph_state import edges, edges_with_properties, nodes
from tests.worlds import put_back

from .auditing import found

pytestmark = pytest.mark.usefixtures("both_stores")

# What is done to the graph, and what the audit reports; the post's id is filled in.
DAMAGES = {
    "a hidden follow is shown": (
        """
        MATCH (a:User {username: 'eve'})-[r:HIDDEN_FOLLOWS]->(b)
        CREATE (a)-[s:FOLLOWS]->(b) SET s = properties(r) DELETE r
        """,
        [
            "FOLLOWS 3 → 1: missing in the graph (entry 6)",
            "SHOWN_FOLLOWS 3 → 1: not in PostgreSQL (entry 6)",
        ],
    ),
    "a hidden follow of another user is shown": (
        """
        MATCH (a)-[r:HIDDEN_FOLLOWS]->(b:User {username: 'eve'})
        CREATE (a)-[s:FOLLOWS]->(b) SET s = properties(r) DELETE r
        """,
        [
            "FOLLOWS 2 → 3: missing in the graph (entry 7)",
            "SHOWN_FOLLOWS 2 → 3: not in PostgreSQL (entry 7)",
        ],
    ),
    "a follow is hidden and nobody is suspended": (
        """
        MATCH (a:User {username: 'ada'})-[r:FOLLOWS]->(b:User {username: 'bob'})
        CREATE (a)-[s:HIDDEN_FOLLOWS]->(b) SET s = properties(r) DELETE r
        """,
        [
            "FOLLOWS 1 → 2: missing in the graph (entry 5)",
            "HIDDEN_FOLLOWS 1 → 2: not in PostgreSQL (entry 5)",
        ],
    ),
    "a hidden like is lost": (
        "MATCH ()-[r:HIDDEN_LIKED]->() DELETE r",
        ["LIKED 3 → {post}: missing in the graph (entry 8)"],
    ),
    "the suspension is lost": (
        "MATCH (u:User {username: 'eve'}) REMOVE u.suspended",
        [
            "FOLLOWS 2 → 3: missing in the graph (entry 7)",
            "FOLLOWS 3 → 1: missing in the graph (entry 6)",
            "HIDDEN_FOLLOWS 2 → 3: not in PostgreSQL (entry 7)",
            "HIDDEN_FOLLOWS 3 → 1: not in PostgreSQL (entry 6)",
            "HIDDEN_LIKED 3 → {post}: not in PostgreSQL (entry 8)",
            "LIKED 3 → {post}: missing in the graph (entry 8)",
            "Suspended 3: missing in the graph (entry 9)",
        ],
    ),
    "another user is taken for suspended": (
        "MATCH (u:User {username: 'ada'}) SET u.suspended = 99",
        [
            "FOLLOWS 1 → 2: missing in the graph (entry 5)",
            "SHOWN_FOLLOWS 1 → 2: not in PostgreSQL (entry 5)",
            "Suspended 1: not in PostgreSQL (entry 99)",
        ],
    ),
}


def eve_is_suspended() -> int:
    """Make three people, who follow each other, and a post that Eve likes; returns its id."""
    ada, bob, eve = make_users("ada", "bob", "eve")
    post = make_post(ada).pk
    follow(follower=ada, followee=bob.pk)
    follow(follower=eve, followee=ada.pk)
    follow(follower=bob, followee=eve.pk)
    like(liker=eve, post=post)
    change_person(person=eve.pk, is_active=False)
    return post


@pytest.mark.parametrize("damage", DAMAGES)
def test_it_is_described_and_repaired(damage: str) -> None:
    post = put_back(eve_is_suspended)
    before = nodes(), edges_with_properties()
    assert edges() == [
        ("FOLLOWS", 1, 2),
        ("HIDDEN_FOLLOWS", 2, 3),
        ("HIDDEN_FOLLOWS", 3, 1),
        ("HIDDEN_LIKED", 3, post),
        ("POSTED", 1, post),
    ]
    assert found() == []
    statement, expected = DAMAGES[damage]
    client.write(statement)
    lines = [line.format(post=post) for line in expected]
    assert sorted(found()) == lines
    assert sorted(found(repair=True)) == [f"{line} (repaired)" for line in lines]
    assert found() == []
    after = nodes(), edges_with_properties()
    assert after == before
