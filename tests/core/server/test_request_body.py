"""Bodies as they come in: how much is received, for how long, and who makes way."""

import asyncio
from collections.abc import Sequence

import pytest

from core.common.rooms import Room
from core.server import request_body
from core.server.asgi_types import App, Message, Receive, Scope
from core.server.request_body import (
    LONGEST,
    LONGEST_JSON,
    LONGEST_OTHER,
    OVERHEAD,
    Gone,
    RequestBody,
    TooSlow,
    Wasteful,
)

CHUNKED = (b"transfer-encoding", b"chunked")
JSON = (b"content-type", b"Application/JSON; charset=utf-8")
FORM = (b"content-type", b"multipart/form-data; boundary=b")


def scope(*headers: tuple[bytes, bytes]) -> Scope:
    return {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "path": "/graphql/",
        "raw_path": b"/graphql/",
        "query_string": b"",
        "headers": list(headers),
    }


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


def read(receive: Receive, *headers: tuple[bytes, bytes]) -> tuple[bytes, bool, bool]:
    """What was received, whether it is whole, and whether it is long."""

    async def body() -> tuple[bytes, bool, bool]:
        with RequestBody(scope(*headers), "192.0.2.1") as body:
            await body.read(receive)
            return body.file.read(), body.is_whole, body.is_long

    return asyncio.run(body())


LONG = b"x" * 65_536
ANSWERS = {
    "nothing": ([], [], b"", True, 0),
    "one piece": ([length(4)], [b"four"], b"four", True, 1),
    "some pieces": ([length(8)], [b"four", b"four"], b"fourfour", True, 2),
    "pieces of unknown length": ([CHUNKED], [b"four", b"four"], b"fourfour", True, 2),
    "all that may be": ([JSON, CHUNKED], [LONG] * 4, LONG * 4, True, 4),
    "more, of unknown length": ([JSON, CHUNKED], [LONG] * 8, LONG * 4 + b"x", False, 5),
    "more, as declared": ([JSON, length(LONGEST_JSON + 1)], [LONG] * 8, b"", False, 0),
    "more of a form": ([FORM, length(LONGEST + 1)], [LONG] * 8, b"", False, 0),
    "more of anything": ([length(LONGEST_OTHER + 1)], [LONG] * 33, b"", False, 0),
    "a length of many digits": ([length(10**40)], [LONG], b"", False, 0),
    "no length": ([(b"content-length", b"-4")], [b"four"], b"", False, 0),
}


@pytest.mark.parametrize(
    ("headers", "pieces", "found", "is_whole", "asked"), ANSWERS.values(), ids=ANSWERS
)
def test_so_much_is_received(
    headers: Sequence[tuple[bytes, bytes]],
    pieces: Sequence[bytes],
    found: bytes,
    is_whole: bool,
    asked: int,
) -> None:
    client = Client(*pieces)
    assert read(client.receive, *headers) == (found, is_whole, False)
    assert client.asked == asked


def test_a_form_with_files_is_long() -> None:
    body, is_whole, is_long = read(Client(*[LONG] * 5).receive, FORM, CHUNKED)
    assert (body, is_whole, is_long) == (LONG * 5, True, True)


def test_a_client_that_leaves() -> None:
    async def receive() -> Message:
        return {"type": "http.disconnect"}

    with pytest.raises(Gone):
        read(receive, length(5))


def test_chunks_of_nearly_nothing() -> None:
    async def receive() -> Message:
        return {"type": "http.request", "body": b"x" * 10, "more_body": True}

    async def wait() -> None:
        with RequestBody(scope(CHUNKED), "", lambda: 300_000) as body:
            with pytest.raises(Wasteful):
                await body.read(receive)
            assert body.length == 10

    asyncio.run(wait())


def test_operations_have_the_bound_of_the_api() -> None:
    from api.http.uploads import MAX_BODY_BYTES
    from api.limits import MAX_TEXT_BYTES

    assert LONGEST_JSON == MAX_TEXT_BYTES
    assert LONGEST >= MAX_BODY_BYTES


@pytest.mark.parametrize("headers", [[length(9)], [CHUNKED]])
def test_a_client_that_says_nothing_more_is_given_up(
    application: App, headers: Sequence[tuple[bytes, bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(request_body, "MAX_WAIT", 0.05)
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(
        application(scope(*headers), Client(b"{", is_done=False).receive, send)  # type: ignore[arg-type]
    )
    assert [message.get("status") for message in sent] == [408, None]
    assert (b"connection", b"close") in sent[0]["headers"]
    assert sent[1]["body"] == b"The request body arrived too slowly."


def test_what_has_come_buys_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request_body, "MAX_WAIT", 0.05)
    monkeypatch.setattr(request_body, "SLOWEST", 4 * len(LONG))
    waits: list[float] = []

    async def wait() -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        with RequestBody(scope(length(10**6)), "") as body, pytest.raises(TooSlow):
            await body.read(Client(LONG, LONG, is_done=False).receive)
        waits.append(loop.time() - began)

    asyncio.run(wait())
    assert 0.5 < waits[0] < 2.0


def test_a_silent_body_makes_way_for_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request_body, "bodies", Room(2 * OVERHEAD + 10))

    async def silent() -> None:
        with RequestBody(scope(length(100)), "192.0.2.1") as body:
            await body.read(Client(b"begun", is_done=False).receive)

    async def compete() -> None:
        clients = [asyncio.create_task(silent()) for _ in range(2)]
        await asyncio.sleep(0)
        with RequestBody(scope(length(9)), "192.0.2.2") as body:
            await body.read(Client(b"{", b"12345678").receive)
            assert body.is_whole
        done, waiting = await asyncio.wait(clients, return_when=asyncio.FIRST_COMPLETED)
        assert [clients.index(task) for task in done] == [0]
        with pytest.raises(TooSlow):
            await done.pop()
        waiting.pop().cancel()

    asyncio.run(compete())
