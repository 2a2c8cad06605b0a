"""Neo4j goes in the middle of a suspension, and of a reinstatement: what is seen then and later."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from neo4j import Record

from core.accounts.models import User
from core.accounts.staff import change_person
from core.comments.services import create_comment
from core.follows.services import follow
from core.journal.models import JournalEntry
from core.likes.services import like
from core.relay.relay import drain, relay_batch
from graph.connection import client
from graph.connection.client import breaker
from graph.errors import GraphUnavailable
from tests.api.client import GraphQLClient, gid
from tests.core.consistency.auditing import found
from tests.factories import make_post, make_users
from tests.graph_state import edges
from tests.impostors import IMPOSTORS, Port, port_of_neo4j
from tests.waiting import wait_until

pytestmark = pytest.mark.usefixtures("stores")

ENDS = "an end at once"
SHOWN = ("FOLLOWS", "LIKED", "COMMENTED_ON")
HIDDEN = tuple(f"HIDDEN_{kind}" for kind in SHOWN)
ASK = """
query ($user: ID!, $post: ID!) {
  user(id: $user) { username }
  post(id: $post) { likesCount commentsCount comments { content } }
  me { followersCount followingCount }
}
"""


class Scene:
    """Ada follows five people, three of whom follow her, and likes and comments on a post."""

    def __init__(self) -> None:
        self.ada, self.ben, *others = make_users("ada", "ben", "cem", "dan", "eve", "fay")
        self.post = make_post(self.ben, "Hello.")
        for other in (self.ben, *others):
            follow(follower=self.ada, followee=other.pk)
        for other in others[:3]:
            follow(follower=other, followee=self.ada.pk)
        like(liker=self.ada, post=self.post.pk)
        create_comment(author=self.ada, post=self.post.pk, content="Hi.")
        drain()
        self.number = len(edges(*SHOWN))

    def seen_by_ben(self) -> tuple[dict[str, object], list[str]]:
        """The data of the answer, and the codes of its errors."""
        self.ben.refresh_from_db()
        answer = GraphQLClient(self.ben).answer(ASK, user=gid(self.ada), post=gid(self.post))
        codes = [error["extensions"]["code"] for error in answer.get("errors", ())]
        return answer["data"], codes


PRESENT = {
    "user": {"username": "ada"},
    "post": {"likesCount": 1, "commentsCount": 1, "comments": [{"content": "Hi."}]},
    "me": {"followersCount": 1, "followingCount": 0},
}
ABSENT = {
    "user": None,
    "post": {"likesCount": 0, "commentsCount": 0, "comments": []},
    "me": {"followersCount": 0, "followingCount": 0},
}


def stand(user: User, *, is_active: bool) -> None:
    change_person(person=user.pk, is_active=is_active)


@contextmanager
def outage_after(port: Port, statements: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Neo4j goes once so many statements of the block are done."""
    left = statements

    def observer(query: str, run: client.Run) -> list[Record]:
        nonlocal left
        if left == 0:
            port.change(IMPOSTORS[ENDS])
        left -= 1
        return run()

    with monkeypatch.context() as patch:
        patch.setattr(client, "_observers", [observer])
        yield


def bring_back(port: Port) -> None:
    port.change(None)
    wait_until(lambda: not breaker.is_open)


def hidden_and_shown() -> tuple[int, int]:
    return len(edges(*HIDDEN)), len(edges(*SHOWN))


def test_a_suspension_while_neo4j_is_unavailable_holds_at_once() -> None:
    scene = Scene()
    assert scene.seen_by_ben() == (PRESENT, [])
    with port_of_neo4j() as port:
        port.change(IMPOSTORS[ENDS])
        stand(scene.ada, is_active=False)
        data, codes = scene.seen_by_ben()
        # What PostgreSQL answers hides her already; what the graph would have to count is null.
        assert data == {
            "user": None,
            "post": {"likesCount": None, "commentsCount": None, "comments": []},
            "me": {"followersCount": None, "followingCount": None},
        }
        assert codes == ["GRAPH_UNAVAILABLE"] * 4
        with pytest.raises(GraphUnavailable):
            relay_batch(grace=timedelta(0))
        assert JournalEntry.objects.get(kind="suspended").attempts == 0
        bring_back(port)
        assert drain() == 1
    assert hidden_and_shown() == (scene.number, 0)
    assert scene.seen_by_ben()[0] == ABSENT
    assert found() == []
    stand(scene.ada, is_active=True)
    drain()
    assert scene.seen_by_ben() == (PRESENT, [])
    assert found() == []


@pytest.mark.parametrize("statements", [1, 3, 6])
@pytest.mark.parametrize("reinstates", [False, True])
def test_neo4j_goes_between_two_chunks_of_edges(
    statements: int, reinstates: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.writes.suspensions.CHUNK", 1)
    scene = Scene()
    if reinstates:
        stand(scene.ada, is_active=False)
        drain()
    with port_of_neo4j() as port:
        with outage_after(port, statements, monkeypatch):
            stand(scene.ada, is_active=reinstates)
        assert breaker.is_open
        kind = "reinstated" if reinstates else "suspended"
        entry = JournalEntry.objects.get(kind=kind)
        assert (entry.applied_at, entry.attempts, entry.set_aside_at) == (None, 0, None)
        bring_back(port)
        hidden, shown = hidden_and_shown()
        assert hidden + shown == scene.number
        assert drain() == 1
    assert hidden_and_shown() == ((0, scene.number) if reinstates else (scene.number, 0))
    assert scene.seen_by_ben()[0] == (PRESENT if reinstates else ABSENT)
    assert found() == []


def test_suspended_and_reinstated_in_one_outage_ends_as_it_was() -> None:
    scene = Scene()
    with port_of_neo4j() as port:
        port.change(IMPOSTORS[ENDS])
        stand(scene.ada, is_active=False)
        stand(scene.ada, is_active=True)
        stand(scene.ben, is_active=False)
        stand(scene.ben, is_active=True)
        bring_back(port)
        assert drain() == 4
    assert hidden_and_shown() == (0, scene.number)
    assert scene.seen_by_ben() == (PRESENT, [])
    assert found() == []
