"""The clients that people use: npm's `graphql-sse` and `graphql-ws`, in their own Node."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import Any

import psutil
import pytest

from api.auth.tokens import access_token
from core.accounts.models import User
from core.accounts.sessions import end_all_sessions
from core.dev.engines.node import alone, install_packages, node, node_environment
from core.follows.services import follow
from core.posts.services import create_post
from tests.journeys.server import Instance
from tests.waiting import wait_until

from .events import EventSource
from .people import FEED, NOTIFIED, person, reader_and_author

pytestmark = pytest.mark.usefixtures("stores")
either_way = pytest.mark.parametrize("way", ["sse", "ws"])

FOLDER = Path(__file__).parent / "node"


@pytest.fixture(scope="session", autouse=True)
def packages() -> None:
    """Both clients, as the lock names them."""
    with alone(FOLDER / ".lock"):
        install_packages(FOLDER)


class Client:
    """A running client, and what it has said."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self._lines: Queue[dict[str, Any]] = Queue()
        Thread(target=self._read, daemon=True).start()

    def next(self) -> dict[str, Any]:
        """What it says next."""
        try:
            return self._lines.get(timeout=30)
        except Empty:
            raise AssertionError("The client says nothing.") from None

    def use_token(self, token: str) -> None:
        """Let it sign in with this one from now on."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{token}\n")
        self._process.stdin.flush()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put(json.loads(line))


@contextmanager
def subscribed(way: str, port: int, token: str, query: str) -> Iterator[Client]:
    """A client that has connected."""
    command = [str(node()), "subscribe.mjs", way, str(port), token, query]
    with subprocess.Popen(
        command,
        cwd=FOLDER,
        env=node_environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            client = Client(process)
            assert client.next() == {"connected": False}
            yield client
        finally:
            process.kill()


@either_way
def test_events_arrive(instance: Instance, way: str) -> None:
    reader, author = reader_and_author()
    with subscribed(way, instance.port, reader.token, FEED) as client:
        create_post(author=author.user, content="One.")
        create_post(author=author.user, content="Two.")
        for content in ("One.", "Two."):
            result = client.next()
            assert set(result) <= {"data"}
            assert result["data"]["feedUpdated"]["post"] == {"content": content}


@either_way
def test_an_error_is_sent(instance: Instance, way: str) -> None:
    with subscribed(way, instance.port, "", NOTIFIED) as client:
        said = client.next()
        if way == "sse":
            assert said["errors"][0]["extensions"] == {"code": "UNAUTHENTICATED"}
            assert client.next() == {"complete": True}
        else:
            assert "error" in said


def test_a_restart_ends_streams_at_once_and_costs_no_event(instance: Instance) -> None:
    reader, author = reader_and_author()
    with (
        subscribed("sse", instance.port, reader.token, FEED) as by_sse,
        subscribed("ws", instance.port, reader.token, FEED) as by_ws,
        EventSource(instance.port, FEED, reader.token).opened() as feed,
    ):
        create_post(author=author.user, content="Before.")
        for client in (by_sse, by_ws):
            assert client.next()["data"]["feedUpdated"]["post"] == {"content": "Before."}
        assert feed.data()["feedUpdated"]["post"] == {"content": "Before."}
        workers: list[psutil.Process] = instance.process.children()
        logged = len(instance.log.read_text())
        instance.ask_to_stop()
        # No `complete`: a client takes that for an end, and anything else for a failure.
        assert feed.rest() == []
        wait_until(instance.has_ended)
        assert not any(worker.is_running() for worker in workers)
        assert "ERROR" not in instance.log.read_text()[logged:]
        create_post(author=author.user, content="Meanwhile.")
        instance.start()
        create_post(author=author.user, content="After.")
        for client in (by_sse, by_ws):
            assert posts_of(client, 2) == ["Meanwhile.", "After."]
    with EventSource(instance.port, FEED, reader.token, last_event_id=feed.last_id) as again:
        for content in ("Meanwhile.", "After."):
            assert again.data()["feedUpdated"]["post"] == {"content": content}


def posts_of(client: Client, count: int) -> list[str]:
    """What so many new posts say; it says other things, too, but no error."""
    contents: list[str] = []
    while len(contents) < count:
        said = client.next()
        assert "error" not in said
        if "data" in said:
            contents.append(said["data"]["feedUpdated"]["post"]["content"])
    return contents


@either_way
def test_an_ended_session_is_seen_and_a_new_one_goes_on(instance: Instance, way: str) -> None:
    ada = person("ada")
    with subscribed(way, instance.port, ada.token, NOTIFIED) as client:
        follow(follower=person("ben").user, followee=ada.user.pk)
        assert client.next()["data"]["notificationReceived"]["unreadNotificationsCount"] == 1
        if way == "sse":
            end_all_sessions(ada.user)
            assert client.next()["errors"][0]["extensions"] == {"code": "UNAUTHENTICATED"}
            assert client.next() == {"complete": True}
            return
        client.use_token(renewed(ada.user.pk))
        said = client.next()
        assert said == {"closed": 4403}
        while said != {"connected": True}:
            said = client.next()
        follow(follower=person("cem").user, followee=ada.user.pk)
        assert client.next()["data"]["notificationReceived"]["unreadNotificationsCount"] == 2


def renewed(uid: int) -> str:
    """The token of another session, after the end of all that were."""
    user = User.objects.get(pk=uid)
    end_all_sessions(user)
    user.refresh_from_db()
    return access_token(user)
