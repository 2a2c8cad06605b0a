"""A block of many, over real HTTP: looked at before, carried out by a worker, read and undone."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.accounts.models import User
from core.follows.services import follow
from graph.connection.warmup import warm_up
from tests.api.client import gid, token_of
from tests.core.consistency.auditing import found
from tests.factories import make_users
from tests.graph_state import edges
from tests.jobs import worker_process
from tests.waiting import wait_until

from .server import Service, served

PREVIEW = """query ($id: ID!) { previewBlock(id: $id, includeFollowers: true) {
    hit spared following isExact sample { username }
} }"""
BLOCK = "mutation ($id: ID!) { blockWithFollowers(id: $id) { bulkAct { id state total } } }"
RECEIPT = "query ($id: ID!) { bulkAct(id: $id) { state done total hit skipped restored } }"
UNDO = "mutation ($id: ID!) { undoRelation(id: $id) { bulkAct { state } } }"
PROFILE = "query ($name: String!) { user(username: $name) { followersCount } }"
FANS = 30


@pytest.fixture(scope="module")
def server(installed: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The running service over warm stores: a first plan may take longer than a request waits."""
    warm_up()
    media: Path = tmp_path_factory.mktemp("bulk") / "media"
    with served(media) as server:
        yield server


def as_user(service: Service, user: User) -> Service:
    """A session of a user."""
    session = service.as_somebody_else()
    session.token = token_of(user)
    return session


def test_a_block_with_followers_and_back(stores: None, server: Service) -> None:
    ada, troll, *fans = make_users("ada", "troll", *(f"fan{number}" for number in range(FANS)))
    for fan in fans:
        follow(follower=fan, followee=troll.pk)
    for friend in fans[:2]:
        follow(follower=ada, followee=friend.pk)
    follow(follower=fans[2], followee=ada.pk)
    before = sorted(edges("FOLLOWS"))
    me, other = as_user(server, ada), as_user(server, fans[5])

    shown = me.data(PREVIEW, id=gid(troll))["previewBlock"]
    assert (shown["hit"], shown["spared"], shown["following"]) == (FANS - 1, 2, 2)
    assert shown["isExact"]
    assert [each["username"] for each in shown["sample"]][:2] == ["fan29", "fan28"]

    act = me.data(BLOCK, id=gid(troll))["blockWithFollowers"]["bulkAct"]
    assert (act["state"], act["total"]) == ("RUNNING", FANS - 1)
    assert me.data(PROFILE, name="troll") == {"user": None}

    def receipt() -> dict[str, object]:
        read: dict[str, object] = me.data(RECEIPT, id=act["id"])["bulkAct"]
        return read

    with worker_process():
        wait_until(lambda: receipt()["state"] == "DONE", seconds=60)
        done = {"state": "DONE", "done": FANS - 1, "total": FANS - 1, "hit": FANS - 1}
        assert receipt() == done | {"skipped": 0, "restored": 0}
        assert other.data(PROFILE, name="ada") == {"user": None}
        assert me.data(PROFILE, name="fan0") == {"user": {"followersCount": 1}}
        assert me.data(UNDO, id=act["id"])["undoRelation"]["bulkAct"] == {"state": "UNDOING"}
        wait_until(lambda: receipt()["state"] == "UNDONE", seconds=60)
    assert receipt()["restored"] == FANS - 1
    # What a worker had not applied yet when it ended, a relay applies.
    found(repair=True)
    assert found() == []
    assert other.data(PROFILE, name="ada") == {"user": {"followersCount": 1}}
    assert edges("BLOCKS") == []
    assert sorted(edges("FOLLOWS")) == before
