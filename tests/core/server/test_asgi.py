"""Django in threads beside an event loop."""

import asyncio

import pytest

from core.server.asgi_types import App, Message, Scope

FILE: Scope = {
    "type": "http",
    "http_version": "1.1",
    "method": "GET",
    "path": "/static/admin/js/vendor/xregexp/xregexp.js",
    "query_string": b"",
    "headers": [(b"host", b"testserver")],
}


def test_a_connection_that_takes_no_more_keeps_no_thread(application: App) -> None:
    """A file of many pieces, of which the second cannot be sent any more."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)
        if len(sent) > 2:
            raise RuntimeError("The connection is closed.")

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def serve() -> None:
        for _ in range(4):
            sent.clear()
            with pytest.raises(RuntimeError, match=r"The connection is closed\."):
                await asyncio.wait_for(application(dict(FILE), receive, send), 20)
            assert len(sent) == 3

    asyncio.run(serve())
