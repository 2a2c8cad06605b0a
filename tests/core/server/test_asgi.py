"""Django in threads beside an event loop."""

import asyncio
from pathlib import Path
from threading import Event

import pytest
from django.contrib.staticfiles import finders

from core.server.asgi_types import App, Message, Scope
from core.server.connection import CONNECTION

FILE = "admin/js/vendor/xregexp/xregexp.js"


def scope(path: str, *headers: tuple[bytes, bytes]) -> Scope:
    return {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(b"host", b"testserver"), *headers],
    }


class Client:
    """One that sends nothing, keeps what it is sent, and may leave."""

    def __init__(self) -> None:
        self.sent: list[Message] = []
        self.is_there = True
        self.has_closed = False
        self.received = 0

    def begin(self) -> None: ...

    def close(self) -> None:
        self.has_closed = True

    def end(self) -> None: ...

    def is_wanted(self) -> bool:
        return self.is_there

    async def receive(self) -> Message:
        if self.has_closed:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(self, message: Message) -> None:
        self.sent.append(message)


async def ask(application: App, client: Client, path: str, *headers: tuple[bytes, bytes]) -> int:
    """The status of the answer; 0 for none."""
    asked = {**scope(path, *headers), "state": {CONNECTION: client}}
    await asyncio.wait_for(application(asked, client.receive, client.send), 20)
    return int(client.sent[0]["status"]) if client.sent else 0


def test_a_file_is_sent_in_pieces_until_it_cannot_be(application: App) -> None:
    client, broken = Client(), Client()

    async def fail(message: Message) -> None:
        broken.sent.append(message)
        if len(broken.sent) > 2:
            raise RuntimeError("The connection is closed.")

    broken.send = fail  # type: ignore[method-assign]

    async def serve() -> None:
        assert await ask(application, client, f"/static/{FILE}") == 200
        for _ in range(4):  # more than there are threads for files
            broken.sent.clear()
            with pytest.raises(RuntimeError, match=r"The connection is closed\."):
                await ask(application, broken, f"/static/{FILE}")

    asyncio.run(serve())
    pieces = [message["body"] for message in client.sent[1:]]
    assert b"".join(pieces) == Path(str(finders.find(FILE))).read_bytes()
    assert len(pieces) > 2


HEADS = {
    "many headers": ([(b"x", b"")] * 101, 431),
    "long headers": ([(b"x", b"x" * 33_000)], 431),
    "two lengths": ([(b"content-length", b"1"), (b"transfer-encoding", b"chunked")], 400),
}


@pytest.mark.parametrize(("headers", "status"), HEADS.values(), ids=HEADS)
def test_a_head_that_is_not_answered(
    application: App, headers: list[tuple[bytes, bytes]], status: int
) -> None:
    client = Client()
    assert asyncio.run(ask(application, client, "/healthz", *headers)) == status
    assert (b"connection", b"close") in client.sent[0]["headers"]


def test_too_many_requests_are_refused_and_what_nobody_waits_for_is_not_done(
    application: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Not at the top: its import changes how PostgreSQL is waited for (conftest.py).
    from core.server import asgi
    from core.server.response import Response

    over, done = Event(), []

    def answer(scope: Scope, body: object) -> Response:
        over.wait(20)
        done.append(scope["path"])
        return Response(200)

    monkeypatch.setattr(asgi, "answer", answer)

    async def serve() -> None:
        clients = [Client() for _ in range(129)]
        asked = [asyncio.create_task(ask(application, each, "/a")) for each in clients]
        await asyncio.sleep(0)
        late = Client()
        assert await ask(application, late, "/late") == 503
        assert (b"retry-after", b"1") in late.sent[0]["headers"]
        for client in clients[1:]:
            client.is_there = False
        # There is room at once, because those have left.
        patient = asyncio.create_task(ask(application, Client(), "/b"))
        await asyncio.sleep(0)
        over.set()
        assert await patient == 200
        assert await asyncio.gather(*asked) == [200] + [0] * 128

    asyncio.run(serve())
    assert done == ["/a", "/b"]
