"""The audit finds every way in which the graph can be wrong, and mends it."""

import io
import random
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Event
from typing import TypeVar

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from core.audit import Audit
from core.journal.relay import drain
from core.models import Comment, JournalEntry, JournalKind, Post, User
from core.services.follows import follow, unfollow
from core.services.posts import delete_post
from graph import door, driver
from graph.audit import posts as graph_posts
from graph.audit.facts import Fact, Key
from graph.door import breaker
from tests.factories import make_post, make_users
from tests.graph_state import edges_with_properties, nodes
from tests.statements import statements
from tests.waiting import wait_until

from .network import small_network

pytestmark = pytest.mark.usefixtures("stores")

T = TypeVar("T")


class Quiet:
    """Progress that nobody sees."""

    def begin(self, label: str, total: int) -> None:
        pass

    def advance(self, steps: int) -> None:
        pass


def found(*, repair: bool = False, patience: float = 0.0) -> list[str]:
    """The sentences of an audit."""
    audit = Audit(Quiet(), repair=repair, patience=patience)
    return [str(each) for each in audit.differences()]


def test_a_network_as_it_should_be_has_no_difference() -> None:
    small_network()
    audit = Audit(Quiet())
    assert list(audit.differences()) == []
    # Two follows, a like, a comment, a dismissal and a post stand.
    assert (audit.people, audit.posts, audit.edges) == (3, 1, 6)


def test_two_empty_stores_agree() -> None:
    assert found() == []


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
            "DeletedPost {dans}: missing in the graph (entry 21)",
            "DeletedUser {dan}: missing in the graph (entry 22)",
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
def test_every_difference_is_told_and_mended(damage: str) -> None:
    ada, bob, cyd, post = small_network()
    before = _visible()
    names = _names(ada, bob, cyd, post)
    statement, expected = DAMAGES[damage]
    door.write(statement, **names)
    told = found()
    if expected is not None:
        assert sorted(told) == sorted(line.format(**names) for line in expected)
    else:
        assert len(told) == 13
    # What one repair has mended, a later slice does not meet any more.
    mended = found(repair=True)
    assert mended
    assert all(line.endswith(" (mended)") for line in mended)
    assert found() == []
    assert _visible() == before


def _visible() -> tuple[object, object]:
    """The graph without the watermark, and without tombstones of edges: nobody misses them."""
    return (
        [node for node in nodes() if node[0] != "Watermark"],
        [edge for edge in edges_with_properties() if not edge[0].startswith("UN")],
    )


def _names(ada: User, bob: User, cyd: User, post: Post) -> dict[str, int]:
    follows = JournalEntry.objects.get(pk=10)
    return {
        "ada": ada.pk,
        "bob": bob.pk,
        "cyd": cyd.pk,
        "dan": JournalEntry.objects.get(kind=JournalKind.USER_DELETED).actor,
        "post": post.pk,
        "comment": Comment.objects.get().pk,
        "deleted": JournalEntry.objects.get(pk=20).target or 0,
        "dans": JournalEntry.objects.get(pk=21).target or 0,
        "since": int(follows.at.timestamp() * 1000),
    }


def follow_unseen(follower: User, followee: User, **columns: object) -> JournalEntry:
    """A follow that is committed and not in the graph."""
    return JournalEntry.objects.create(
        kind=JournalKind.FOLLOWED, actor=follower.pk, target=followee.pk, **columns
    )


def test_what_is_on_its_way_is_waited_for() -> None:
    ada, bob = make_users("ada", "bob")
    follow_unseen(ada, bob)
    with ThreadPoolExecutor(1) as threads:
        audit = threads.submit(in_thread, lambda: found(patience=60.0))
        wait_until(audit.running)
        drain()
        assert audit.result(timeout=60) == []


def test_what_is_on_its_way_for_too_long_is_a_difference_and_can_be_mended() -> None:
    ada, bob = make_users("ada", "bob")
    entry = follow_unseen(ada, bob)
    told = (
        f"FOLLOWS {ada.pk} → {bob.pk}: missing in the graph (entry {entry.pk}); "
        f"entry {entry.pk} still waits"
    )
    assert found() == [told]
    assert found(repair=True) == [f"{told} (mended)"]
    assert found() == []
    entry.refresh_from_db()
    assert entry.applied_at is None


def test_what_is_set_aside_is_a_difference() -> None:
    ada, bob = make_users("ada", "bob")
    entry = follow_unseen(ada, bob, set_aside_at=timezone.now())
    assert found(patience=60.0) == [
        f"FOLLOWS {ada.pk} → {bob.pk}: missing in the graph (entry {entry.pk}); "
        f"entry {entry.pk} is set aside"
    ]


def test_what_comes_and_goes_between_two_readings_of_postgresql_is_no_difference(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (ada,) = make_users("ada")
    read = graph_posts.post_facts
    passing: list[Post] = []

    def while_a_post_is_there(low: int, high: int) -> list[Fact]:
        if passing:
            return read(low, high)
        post = make_post(ada)
        passing.append(post)
        drain()
        facts = read(low, high)
        assert Key("Post", target=post.pk) in [fact.key for fact in facts]
        delete_post(editor=ada, post=post.pk)
        drain()
        return facts

    # Without its node the first sums differ, and the posts are looked at one by one.
    stray = make_post(ada)
    door.write("MATCH (p:Post {pid: $pid}) DETACH DELETE p", pid=stray.pk)
    monkeypatch.setattr(graph_posts, "post_facts", while_a_post_is_there)
    assert [line.split(":")[0] for line in found()] == [
        f"Post {stray.pk}",
        f"POSTED {ada.pk} → {stray.pk}",
    ]
    assert len(passing) == 1


def test_slices_of_any_size_find_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    small_network()
    door.write("MATCH ()-[r:FOLLOWS]->() DELETE r")
    door.write("MATCH (p:Post) DETACH DELETE p")
    door.write("UNWIND range(1000, 1020) AS id CREATE (:User {uid: id}), (:Post {pid: id})")
    told = found()
    assert len(told) == 42 + 2 + 4
    monkeypatch.setattr("core.audit.audit.PEOPLE", 2)
    monkeypatch.setattr("core.audit.audit.POSTS", 1)
    assert sorted(found()) == sorted(told)


def test_an_audit_that_finds_nothing_takes_two_statements_a_slice_on_either_side(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_users(*(f"person{number}" for number in range(9)))
    with statements() as sql, door.recorded_statements() as cypher:
        assert found() == []
    # Two counts for the bars; what is on its way, twice; tombstones of people, twice; and of one
    # slice of posts and one of people where it ends and its sums.
    assert len(sql) == 2 + 2 * 2 + 2 + 2 * 2
    # Strangers, twice; tombstones of people; the slices, with sums of posts and tombstones apart.
    assert len(cypher) == 2 + 1 + 3 + 2
    monkeypatch.setattr("core.audit.audit.PEOPLE", 3)
    with statements() as more_sql, door.recorded_statements() as more_cypher:
        assert found() == []
    # Three slices of three people, and one of whoever has joined since.
    assert len(more_sql) == len(sql) + 3 * 2
    assert len(more_cypher) == len(cypher) + 3 * 2


def test_people_go_on_writing_while_their_network_is_audited_and_mended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("core.audit.audit.PEOPLE", 3)
    people = make_users(*(f"person{number}" for number in range(12)))
    for person in people:
        follow(follower=person, followee=people[person.pk % 12].pk)
    door.write("MATCH (:User {uid: 5})-[r:FOLLOWS]->() DELETE r")
    done = Event()

    def write(seed: int) -> int:
        randomness = random.Random(seed)
        acts = 0
        while not done.is_set() or acts < 50:
            follower, followee = randomness.sample(people, 2)
            if follower.pk != 5:
                randomness.choice([follow, unfollow])(follower=follower, followee=followee.pk)
            acts += 1
        return acts

    with ThreadPoolExecutor(4) as threads:
        writers = [threads.submit(in_thread, partial(write, seed)) for seed in range(4)]
        try:
            told = [found(patience=60.0) for _ in range(5)]
            mended = found(repair=True, patience=60.0)
        finally:
            done.set()
        assert min(writer.result(timeout=60) for writer in writers) >= 50
    lost = f"FOLLOWS 5 → {people[5].pk}: missing in the graph (entry {12 + 5})"
    assert told == [[lost]] * 5
    assert mended == [f"{lost} (mended)"]
    assert found() == []


def in_thread(work: Callable[[], T]) -> T:
    """Do this in a thread, whose connection ends with it."""
    try:
        return work()
    finally:
        connection.close()


def run_command(*arguments: str) -> tuple[int, str]:
    """Exit code and output of `manage.py audit_graph`, without the time that it took."""
    output = io.StringIO()
    code = 0
    try:
        call_command("audit_graph", *arguments, stdout=output)
    except SystemExit as end:
        code = int(end.code or 0)
    return code, re.sub(r" in [\d.]+ s: ", ": ", output.getvalue())


def test_the_command_prints_and_exits_with_1_where_something_is_left() -> None:
    small_network()
    summary = "Compared 3 people, 1 posts and 6 edges:"
    assert run_command() == (0, f"{summary} no difference.\n")
    door.write("MATCH ()-[r:LIKED|DISMISSED]->() DELETE r")
    code, printed = run_command()
    assert (code, printed.splitlines()[-1]) == (1, f"{summary} 2 differences.")
    assert len(printed.splitlines()) == 3
    code, printed = run_command("--repair")
    assert (code, printed.splitlines()[-1]) == (0, f"{summary} 2 differences, 2 mended.")
    assert run_command() == (0, f"{summary} no difference.\n")


def test_the_command_says_that_neo4j_is_away() -> None:
    small_network()
    driver.configure("bolt://127.0.0.1:1")
    try:
        with pytest.raises(CommandError, match=r"^Neo4j does not answer; the audit is not comp"):
            call_command("audit_graph")
    finally:
        driver.configure(settings.NEO4J_URL)
        wait_until(lambda: not breaker.is_open)


def test_a_long_backlog_is_no_time_for_an_audit(monkeypatch: pytest.MonkeyPatch) -> None:
    ada, bob = make_users("ada", "bob")
    follow_unseen(ada, bob)
    monkeypatch.setattr("core.audit.motion.MOST", 0)
    with pytest.raises(CommandError, match=r"^A long backlog waits for Neo4j: let the relay"):
        call_command("audit_graph")
