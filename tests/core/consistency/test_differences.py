"""Every kind of difference is found, described and repaired."""

import pytest

from core.accounts.models import User
from core.comments.models import Comment
from core.journal.models import JournalEntry, JournalKind
from core.posts.models import Post
from graph.connection import client
from tests.graph_state import edges_with_properties, nodes
from tests.worlds import put_back

from .auditing import found
from .network import small_network

pytestmark = pytest.mark.usefixtures("both_stores")


# What is done to the graph, and what the audit says of it; ids are filled in.
DAMAGES = {
    "a follow is lost": (
        "MATCH (:User {uid: $bob})-[r:FOLLOWS]->(:User {uid: $ada}) DELETE r",
        ["FOLLOWS {bob} → {ada}: missing in the graph (entry 8)"],
    ),
    "a follow that was withdrawn is back": (
        """
        MATCH (c:User {uid: $cyd})-[r:UNFOLLOWED]->(a:User {uid: $ada}) DELETE r
        CREATE (c)-[:FOLLOWS {since: 1, version: 9}]->(a)
        """,
        ["FOLLOWS {cyd} → {ada}: not in PostgreSQL (entry 9)"],
    ),
    "a follow is there twice": (
        """
        MATCH (b:User {uid: $bob})-[r:FOLLOWS]->(a:User {uid: $ada})
        CREATE (b)-[s:FOLLOWS]->(a) SET s = properties(r)
        """,
        ["FOLLOWS {bob} → {ada}: 2 times in the graph, once in PostgreSQL (entry 8)"],
    ),
    "a follow has another version": (
        "MATCH (:User {uid: $ada})-[r:FOLLOWS]->() SET r.version = 999, r.since = 5",
        ["FOLLOWS {ada} → {bob}: 5, entry 999 in the graph, {since}, entry 10 in PostgreSQL"],
    ),
    "a follow has lost the ids of its ends": (
        "MATCH (:User {uid: $ada})-[r:FOLLOWS]->() REMOVE r.actor, r.target",
        [
            "FOLLOWS {ada} → {bob}: {since}, indexed as None → None, entry 10 in the graph, "
            "{since}, entry 10 in PostgreSQL"
        ],
    ),
    "a like is indexed as another user's": (
        "MATCH ()-[r:LIKED]->() SET r.actor = 77",
        [
            "LIKED {bob} → {post}: {liked}, indexed as 77 → {post}, entry 13 in the graph, "
            "{liked}, entry 13 in PostgreSQL"
        ],
    ),
    "a like is lost": (
        "MATCH ()-[r:LIKED]->() DELETE r",
        ["LIKED {bob} → {post}: missing in the graph (entry 13)"],
    ),
    "a like comes from nowhere": (
        """
        MATCH (a:User {uid: $ada}), (p:Post {pid: $post})
        CREATE (a)-[:LIKED {since: 1, version: 500}]->(p)
        """,
        ["LIKED {ada} → {post}: not in PostgreSQL (entry 500)"],
    ),
    "a comment is lost and its tombstone too": (
        "MATCH ()-[r:COMMENTED_ON|UNCOMMENTED]->() DELETE r",
        ["COMMENTED_ON {bob} → {post} (comment {comment}): missing in the graph (entry 16)"],
    ),
    "a dismissal is lost": (
        "MATCH ()-[r:DISMISSED]->() DELETE r",
        ["DISMISSED {cyd} → {bob}: missing in the graph (entry 19)"],
    ),
    "a post has lost its author": (
        "MATCH (p:Post {pid: $post})<-[r:POSTED]-() DELETE r REMOVE p.author",
        [
            "Post {post}: None in the graph, {ada} in PostgreSQL",
            "POSTED {ada} → {post}: missing in the graph",
        ],
    ),
    "a post is lost with all its edges": (
        "MATCH (p:Post {pid: $post}) DETACH DELETE p",
        [
            "Post {post}: missing in the graph",
            "POSTED {ada} → {post}: missing in the graph",
            "COMMENTED_ON {bob} → {post} (comment {comment}): missing in the graph (entry 16)",
            "LIKED {bob} → {post}: missing in the graph (entry 13)",
        ],
    ),
    "a post is taken for deleted": (
        """
        MATCH (p:Post {pid: $post}) DETACH DELETE p
        CREATE (:DeletedPost {pid: $post, version: 900})
        """,
        [
            "DeletedPost {post}: not in PostgreSQL (entry 900)",
            "Post {post}: missing in the graph",
            "POSTED {ada} → {post}: missing in the graph",
            "COMMENTED_ON {bob} → {post} (comment {comment}): missing in the graph (entry 16)",
            "LIKED {bob} → {post}: missing in the graph (entry 13)",
        ],
    ),
    "a person has another name": (
        "MATCH (u:User {uid: $bob}) SET u.username = 'eve'",
        ["User {bob}: eve, entry 2 in the graph, bob, entry 2 in PostgreSQL"],
    ),
    "a person is lost with all their edges": (
        "MATCH (u:User {uid: $bob}) DETACH DELETE u",
        [
            "FOLLOWS {ada} → {bob}: missing in the graph (entry 10)",
            "COMMENTED_ON {bob} → {post} (comment {comment}): missing in the graph (entry 16)",
            "DISMISSED {cyd} → {bob}: missing in the graph (entry 19)",
            "FOLLOWS {bob} → {ada}: missing in the graph (entry 8)",
            "LIKED {bob} → {post}: missing in the graph (entry 13)",
            "User {bob}: missing in the graph (entry 2)",
        ],
    ),
    "somebody is there whom nobody knows": (
        "CREATE (:User {uid: 77, username: 'eve', version: 700})",
        ["User 77: not in PostgreSQL (entry 700)"],
    ),
    "a post is there that nobody wrote": (
        "MATCH (a:User {uid: $ada}) CREATE (a)-[:POSTED]->(:Post {pid: 77, author: $ada})",
        [
            "Post 77: not in PostgreSQL",
            "POSTED {ada} → 77: not in PostgreSQL",
        ],
    ),
    "the tombstones are lost": (
        "MATCH (d) WHERE d:DeletedUser OR d:DeletedPost DETACH DELETE d",
        [
            "DeletedPost {deleted}: missing in the graph (entry 20)",
            "DeletedPost {dans}: missing in the graph (entry 22)",
            "DeletedUser {dan}: missing in the graph (entry 21)",
        ],
    ),
    "a film is there": (
        "CREATE (:Film {title: 'Metropolis'})-[:FOLLOWS]->(:Film)",
        [":Film: 2 times in the graph, not in PostgreSQL", "FOLLOWS 0 → 0: not in PostgreSQL"],
    ),
    "a person follows a post": (
        "MATCH (a:User {uid: $ada}), (p:Post {pid: $post}) CREATE (a)-[:FOLLOWS {version: 3}]->(p)",
        ["FOLLOWS {ada} → {post}: not in PostgreSQL (entry 3)"],
    ),
    "everything is lost": ("MATCH (n) DETACH DELETE n", None),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_every_difference_is_described_and_repaired(damage: str) -> None:
    ada, bob, cyd, post = put_back(small_network)
    before = _visible()
    names = _names(ada, bob, cyd, post)
    statement, expected = DAMAGES[damage]
    client.write(statement, **names)
    drifts = found()
    if expected is not None:
        assert sorted(drifts) == sorted(line.format(**names) for line in expected)
    else:
        assert len(drifts) == 13
    # A later partition does not contain what an earlier repair fixed.
    repaired = found(repair=True)
    assert repaired
    assert all(line.endswith(" (repaired)") for line in repaired)
    assert found() == []
    assert _visible() == before


def _visible() -> tuple[object, object]:
    """The graph without the watermark, and without tombstones of edges: nobody misses them."""
    return (
        nodes(),
        [edge for edge in edges_with_properties() if not edge[0].startswith("UN")],
    )


def _names(ada: User, bob: User, cyd: User, post: Post) -> dict[str, int]:
    follows, likes = JournalEntry.objects.get(pk=10), JournalEntry.objects.get(pk=13)
    return {
        "ada": ada.pk,
        "bob": bob.pk,
        "cyd": cyd.pk,
        "dan": JournalEntry.objects.get(kind=JournalKind.USER_DELETED).actor,
        "post": post.pk,
        "comment": Comment.objects.get().pk,
        "deleted": JournalEntry.objects.get(pk=20).target or 0,
        "dans": JournalEntry.objects.get(pk=22).target or 0,
        "since": int(follows.at.timestamp() * 1000),
        "liked": int(likes.at.timestamp() * 1000),
    }
