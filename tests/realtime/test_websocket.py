"""`graphql-transport-ws`, message by message."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from core.accounts.models import RefreshToken
from core.accounts.sessions import end_all_sessions
from core.accounts.signup import create_user
from core.follows.services import follow
from core.posts.models import Post
from core.posts.services import create_post
from tests.journeys.server import Instance
from tests.waiting import wait_until

from .people import FEED, NOTIFIED, person, reader_and_author

pytestmark = pytest.mark.usefixtures("stores")

SUBPROTOCOL = Subprotocol("graphql-transport-ws")
INIT = {"type": "connection_init"}


class Socket:
    """One end of a socket, in whole messages."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection

    def say(self, message: object) -> None:
        """Send one."""
        self._connection.send(message if isinstance(message, str) else json.dumps(message))

    def bytes(self, message: bytes) -> None:
        """Send one that is no text."""
        self._connection.send(message)

    def hear(self) -> dict[str, Any]:
        """The next one."""
        message: dict[str, Any] = json.loads(self._connection.recv(timeout=20))
        return message

    def closed(self) -> tuple[int, str]:
        """Code and reason by which the server closes it."""
        received = None
        try:
            while True:
                self._connection.recv(timeout=20)
        except ConnectionClosed as closing:
            received = closing.rcvd
        assert received is not None
        return received.code, received.reason

    def subscribe(self, key: str, query: str, **variables: object) -> None:
        """Ask for an operation."""
        payload = {"query": query, "variables": variables}
        self.say({"id": key, "type": "subscribe", "payload": payload})


@contextmanager
def opened(instance: Instance, **more: Any) -> Iterator[Socket]:
    """A socket on which nothing was said."""
    address = f"ws://127.0.0.1:{instance.port}/graphql/"
    with connect(address, subprotocols=[SUBPROTOCOL], **more) as connection:
        assert connection.subprotocol == SUBPROTOCOL
        yield Socket(connection)


@contextmanager
def known(instance: Instance, token: str = "") -> Iterator[Socket]:
    """A socket that is acknowledged."""
    with opened(instance) as socket:
        socket.say({**INIT, "payload": {"Authorization": f"Bearer {token}"}} if token else INIT)
        message = socket.hear()
        assert message["type"] == "connection_ack"
        assert set(message["payload"]) == {"eventId"}
        yield socket


def test_subscriptions_and_queries_share_a_socket(instance: Instance) -> None:
    reader, author = reader_and_author()
    with known(instance, reader.token) as socket:
        socket.subscribe("feed", FEED)
        socket.subscribe("mine", NOTIFIED)
        socket.subscribe("who", "{ me { username } }")
        answer = {"data": {"me": {"username": "reader"}}}
        assert socket.hear() == {"id": "who", "type": "next", "payload": answer}
        assert socket.hear() == {"id": "who", "type": "complete"}
        # What is asked one after the other begins one after the other: both have begun.
        socket.subscribe("post", 'mutation { createPost(content: "Mine.") { post { content } } }')
        made = {"data": {"createPost": {"post": {"content": "Mine."}}}}
        assert socket.hear() == {"id": "post", "type": "next", "payload": made}
        assert socket.hear() == {"id": "post", "type": "complete"}
        create_post(author=author.user, content="Heard.")
        message = socket.hear()
        assert message["id"] == "feed"
        assert message["payload"]["data"]["feedUpdated"]["post"] == {"content": "Heard."}
        follow(follower=author.user, followee=reader.user.pk)
        message = socket.hear()
        assert message["id"] == "mine"
        received = message["payload"]["data"]["notificationReceived"]
        assert received["unreadNotificationsCount"] == 1
        # A completed operation is sent nothing more, and its ID is free again.
        socket.say({"id": "feed", "type": "complete"})
        socket.subscribe("feed", "{ __typename }")
        assert socket.hear()["payload"] == {"data": {"__typename": "Query"}}
        assert socket.hear() == {"id": "feed", "type": "complete"}
        create_post(author=author.user, content="Unheard.")
        follow(follower=person("cem").user, followee=reader.user.pk)
        assert socket.hear()["id"] == "mine"
    assert Post.objects.count() == 3


def test_what_happened_meanwhile_comes_first(instance: Instance) -> None:
    reader, author = reader_and_author()
    with opened(instance) as socket:
        socket.say({**INIT, "payload": {"token": reader.token}})
        beginning = socket.hear()["payload"]["eventId"]
    create_post(author=author.user, content="Missed.")
    with known(instance, reader.token) as socket:
        socket.subscribe("feed", FEED, after=beginning)
        received = socket.hear()["payload"]["data"]["feedUpdated"]
        assert received["post"] == {"content": "Missed."}
        socket.say({"id": "feed", "type": "complete"})
        create_post(author=author.user, content="Missed too.")
        socket.subscribe("again", FEED, after=received["eventId"])
        assert socket.hear()["payload"]["data"]["feedUpdated"]["post"] == {"content": "Missed too."}


def test_what_is_wrong_is_an_error_of_its_operation(instance: Instance) -> None:
    with known(instance) as socket:
        for query, code in (
            (NOTIFIED, "UNAUTHENTICATED"),
            ("{ nothing }", "BAD_USER_INPUT"),
            ("", "BAD_USER_INPUT"),
        ):
            socket.subscribe("x", query)
            message = socket.hear()
            assert (message["id"], message["type"]) == ("x", "error")
            assert [error["extensions"]["code"] for error in message["payload"]] == [code]
        socket.say({"id": "x", "type": "subscribe", "payload": {"query": "{a}", "variables": 3}})
        [error] = socket.hear()["payload"]
        assert error["extensions"] == {"code": "BAD_USER_INPUT", "field": "variables"}


def test_ping_is_answered(instance: Instance) -> None:
    with opened(instance) as socket:
        socket.say({"type": "ping"})
        assert socket.hear() == {"type": "pong"}
        socket.say({"type": "ping", "payload": {"at": 1}})
        assert socket.hear() == {"type": "pong", "payload": {"at": 1}}
        socket.say({"type": "pong"})
        socket.say({"id": "long gone", "type": "complete"})
        socket.say(INIT)
        assert socket.hear()["type"] == "connection_ack"


SUBSCRIBE = {"id": "1", "type": "subscribe", "payload": {"query": "{ __typename }"}}
CLOSINGS: dict[str, tuple[list[Any], tuple[int, str]]] = {
    "no JSON": (["{"], (4400, "Invalid message")),
    "too deep": (["[" * 100_000], (4400, "Invalid message")),
    "a list": (["[]"], (4400, "Invalid message")),
    "no type": ([{}], (4400, "Invalid message")),
    "an unknown type": ([INIT, {"type": "start"}], (4400, "Invalid message")),
    "no id": ([INIT, {**SUBSCRIBE, "id": ""}], (4400, "Invalid message")),
    "an id that is no text": ([INIT, {**SUBSCRIBE, "id": 1}], (4400, "Invalid message")),
    "no payload": ([INIT, {"id": "1", "type": "subscribe"}], (4400, "Invalid message")),
    "a payload that is none": ([{**INIT, "payload": []}], (4400, "Invalid message")),
    "too early": ([SUBSCRIBE], (4401, "Unauthorized")),
    "twice": ([INIT, INIT], (4429, "Too many initialisation requests")),
    "a token that does not hold": (
        [{**INIT, "payload": {"Authorization": "Bearer nonsense"}}],
        (4403, "UNAUTHENTICATED: This access token is not valid."),
    ),
}


def test_a_socket_is_closed_by_the_code_of_what_is_wrong(instance: Instance) -> None:
    with opened(instance) as silent:
        for wrong, (said, closed) in CLOSINGS.items():
            with opened(instance) as socket:
                for message in said:
                    socket.say(message)
                assert socket.closed() == closed, wrong
        assert silent.closed() == (4408, "Connection initialisation timeout")


def test_bytes_are_no_message(instance: Instance) -> None:
    with opened(instance) as socket:
        socket.bytes(json.dumps(INIT).encode())
        assert socket.closed() == (4400, "Invalid message")


def test_a_message_has_an_end(instance: Instance) -> None:
    with opened(instance) as socket:
        socket.say("x" * (300 * 1024))
        assert socket.closed()[0] == 1009


def test_an_id_that_is_in_use_closes_the_socket(instance: Instance) -> None:
    ada = person("ada")
    with known(instance, ada.token) as socket:
        socket.subscribe("1", NOTIFIED)
        socket.subscribe("1", NOTIFIED)
        assert socket.closed() == (4409, "Subscriber for 1 already exists")


def test_other_subprotocols_paths_and_hosts_are_refused(instance: Instance) -> None:
    address = f"ws://127.0.0.1:{instance.port}"
    with connect(f"{address}/graphql/", subprotocols=[Subprotocol("graphql-ws")]) as connection:
        assert Socket(connection).closed() == (4406, "Subprotocol not acceptable")
    for path, headers in (
        ("/elsewhere", {}),
        ("/graphql/", {"Host": "evil.example.com"}),
    ):
        with pytest.raises(InvalidStatus) as refused:
            connect(f"{address}{path}", subprotocols=[SUBPROTOCOL], additional_headers=headers)
        assert refused.value.response.status_code in (400, 403)


def viewer_of(instance: Instance, headers: dict[str, str], payload: object = None) -> Any:
    """Whom the server takes the client for."""
    with opened(instance, additional_headers=headers) as socket:
        socket.say({**INIT, "payload": payload} if payload is not None else INIT)
        assert socket.hear()["type"] == "connection_ack"
        socket.subscribe("me", "{ me { username } }")
        return socket.hear()["payload"]["data"]["me"]


def test_a_token_of_any_name_in_a_cookie_speaks_for_nobody(instance: Instance) -> None:
    ada = person("ada")
    assert viewer_of(instance, {"Cookie": f"token={ada.token}"}) is None


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "JWT"])
def test_the_handshake_may_have_the_token(instance: Instance, scheme: str) -> None:
    ada, ben = person("ada"), person("ben")
    header = {"Authorization": f"{scheme} {ada.token}"}
    assert viewer_of(instance, header) == {"username": "ada"}
    assert viewer_of(instance, header, {}) == {"username": "ada"}
    assert viewer_of(instance, header, {"token": ben.token}) == {"username": "ben"}
    origin = {"Origin": "https://elsewhere.example.com"}
    assert viewer_of(instance, header | origin) == {"username": "ada"}


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ("Bearer nonsense", "UNAUTHENTICATED: This access token is not valid."),
        ("Bearer", "UNAUTHENTICATED: Send the header as `Authorization: Bearer TOKEN`."),
        ("Basic YTpi", "UNAUTHENTICATED: Send the header as `Authorization: Bearer TOKEN`."),
    ],
)
def test_a_bad_token_of_the_handshake_is_not_ignored(
    instance: Instance, header: str, reason: str
) -> None:
    with opened(instance, additional_headers={"Authorization": header}) as socket:
        socket.say(INIT)
        assert socket.closed() == (4403, reason)


def test_a_stream_of_the_handshakes_token_ends_with_its_session(instance: Instance) -> None:
    ada = person("ada")
    with opened(instance, additional_headers={"Authorization": f"Bearer {ada.token}"}) as socket:
        socket.say(INIT)
        beginning = socket.hear()["payload"]["eventId"]
        follow(follower=person("ben").user, followee=ada.user.pk)
        socket.subscribe("1", NOTIFIED, after=beginning)
        assert socket.hear()["id"] == "1"
        end_all_sessions(ada.user)
        assert socket.closed()[0] == 4403


def test_who_leaves_before_it_began_leaves_nothing_behind(instance: Instance) -> None:
    ada = person("ada")
    with opened(instance) as socket:
        socket.say({**INIT, "payload": {"token": ada.token}})
        beginning = socket.hear()["payload"]["eventId"]
        follow(follower=person("ben").user, followee=ada.user.pk)
        # Many more than a person may have at a time.
        for number in range(30):
            socket.subscribe(str(number), NOTIFIED)
            socket.say({"id": str(number), "type": "complete"})
        probes = (f"probe {number}" for number in count())
        # There is room again for as many as before.
        wait_until(lambda: begins(socket, next(probes), beginning))
        for number in range(4):
            assert begins(socket, str(number), beginning)
        assert not begins(socket, "one too many", beginning)


def begins(socket: Socket, key: str, after: str) -> bool:
    """Whether there is room for a subscription, which has an event to begin with."""
    socket.subscribe(key, NOTIFIED, after=after)
    while (message := socket.hear())["id"] != key:
        assert message["type"] == "error"
    return bool(message["type"] == "next")


def test_a_session_that_ends_closes_the_socket(instance: Instance) -> None:
    ada = person("ada")
    with opened(instance) as socket:
        socket.say({**INIT, "payload": {"token": ada.token}})
        beginning = socket.hear()["payload"]["eventId"]
        follow(follower=person("ben").user, followee=ada.user.pk)
        socket.subscribe("1", NOTIFIED, after=beginning)
        assert socket.hear()["id"] == "1"
        end_all_sessions(ada.user)
        assert socket.closed() == (
            4403,
            "UNAUTHENTICATED: Your session has ended. Sign in again.",
        )


LOGIN = 'mutation { login(username: "ada", password: "correct horse battery") { token } }'


def test_a_page_of_another_origin_gets_no_tokens_by_a_socket(instance: Instance) -> None:
    create_user(username="ada", email="ada@example.com", password="correct horse battery")
    for headers, is_ours in (
        ({"Origin": "https://evil.example.com"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": instance.address}, True),
        ({}, True),
    ):
        with opened(instance, additional_headers=headers) as socket:
            socket.say(INIT)
            socket.hear()
            socket.subscribe("1", LOGIN)
            payload = socket.hear()["payload"]
            if is_ours:
                assert len(payload["data"]["login"]["token"]) > 100
            else:
                assert payload["data"] == {"login": None}
                assert payload["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert RefreshToken.objects.count() == 2


def test_a_silent_socket_of_a_session_that_ended_does_nothing(instance: Instance) -> None:
    ada = person("ada")
    with known(instance, ada.token) as socket:
        end_all_sessions(ada.user)
        for key, query in (
            ("1", "{ me { username } }"),
            ("2", 'mutation { createPost(content: "Hi.") { post { id } } }'),
        ):
            socket.subscribe(key, query)
            message = socket.hear()
            assert (message["id"], message["type"]) == (key, "error")
            [error] = message["payload"]
            assert error["extensions"]["code"] == "UNAUTHENTICATED"
    assert not Post.objects.exists()
