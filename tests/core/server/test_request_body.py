"""Bodies as they come in: what is awaited, and for how long."""

import asyncio
from collections.abc import Sequence

import pytest

from core.server import request_body
from core.server.asgi_types import App, Message, Scope
from core.server.request_body import AWAITED, RequestBody, TooSlow

CHUNKED = [(b"transfer-encoding", b"chunked")]


def scope(*headers: tuple[bytes, bytes]) -> Scope:
    return {"type": "http", "method": "POST", "path": "/graphql/", "headers": list(headers)}


def length(number: int) -> tuple[bytes, bytes]:
    return b"content-length", str(number).encode()


class Client:
    """Sends what it has, and then nothing."""

    def __init__(self, *pieces: bytes, is_done: bool = True) -> None:
        self.asked = 0
        self._messages: list[Message] = [
            {"type": "http.request", "body": piece, "more_body": True} for piece in pieces
        ]
        if is_done and pieces:
            self._messages[-1]["more_body"] = False

    async def receive(self) -> Message:
        self.asked += 1
        if self._messages:
            return self._messages.pop(0)
        return await asyncio.Future[Message]()


async def rest(body: RequestBody) -> bytes:
    """All of it."""
    pieces: list[bytes] = []
    while True:
        message = await body.receive()
        pieces.append(message["body"])
        if not message["more_body"]:
            return b"".join(pieces)


LONG = b"x" * 65_536
ANSWERS = {
    "nothing": ([], [], True, 0),
    "one piece": ([length(4)], [b"four"], True, 1),
    "some pieces": ([length(8)], [b"four", b"four"], True, 2),
    "pieces of unknown length": (CHUNKED, [b"four", b"four"], True, 2),
    "more than is awaited, of unknown length": (CHUNKED, [LONG] * 8, False, 5),
    "more than is awaited, as declared": ([length(8 * len(LONG))], [LONG] * 8, False, 0),
    "from a client that asks first": ([length(4), (b"expect", b"")], [b"four"], False, 0),
    "of no length that is one": ([(b"content-length", b"-4")], [b"four"], False, 0),
}


@pytest.mark.parametrize(("headers", "pieces", "is_short", "asked"), ANSWERS.values(), ids=ANSWERS)
def test_short_bodies_are_awaited(
    headers: Sequence[tuple[bytes, bytes]], pieces: Sequence[bytes], is_short: bool, asked: int
) -> None:
    async def read() -> None:
        client = Client(*pieces)
        body = RequestBody(scope(*headers), client.receive)
        assert await body.is_short() is is_short
        assert client.asked == asked
        assert not pieces or await rest(body) == b"".join(pieces)

    asyncio.run(read())


def test_awaited_is_what_an_operation_may_have() -> None:
    from api.limits import MAX_TEXT_BYTES

    assert AWAITED == MAX_TEXT_BYTES


@pytest.mark.parametrize("headers", [[length(9)], CHUNKED])
def test_a_client_that_says_nothing_more_is_given_up(
    application: App, headers: Sequence[tuple[bytes, bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(request_body, "MAX_WAIT", 0.05)
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def serve() -> None:
        client = Client(b"{", is_done=False)
        await application(scope(*headers), client.receive, send)
        with pytest.raises(TooSlow):
            await rest(RequestBody(scope(*headers), Client(b"{", is_done=False).receive))

    asyncio.run(serve())
    assert [message.get("status") for message in sent] == [408, None]
    assert (b"connection", b"close") in sent[0]["headers"]
    assert sent[1]["body"] == b"The request body arrived too slowly."


def test_what_has_come_buys_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request_body, "MAX_WAIT", 0.05)
    waits: list[float] = []

    async def read() -> None:
        client = Client(LONG, LONG, is_done=False)
        body = RequestBody(scope(length(10**6)), client.receive)
        loop = asyncio.get_running_loop()
        began = loop.time()
        with pytest.raises(TooSlow):
            await rest(body)
        waits.append(loop.time() - began)

    monkeypatch.setattr(request_body, "SLOWEST", 4 * len(LONG))
    asyncio.run(read())
    assert 0.5 < waits[0] < 2.0
