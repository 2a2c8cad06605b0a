"""The ASGI entry point: what gunicorn's workers serve, requests and streams alike.

A request runs Django's WSGI application in one of WEB_THREADS threads, because it waits for stores
by drivers that block, and keeps its connections by thread. A stream costs no thread: an answer
that a view has handed over, and a WebSocket, live in the event loop for as long as they last.
"""

from typing import Any, cast

from a2wsgi import WSGIMiddleware
from django.conf import settings
from django.utils.module_loading import import_string

from core.asgi_types import HANDED_OVER, App, HandedOver, Message, Receive, Scope, Send
from core.draining import must_close
from core.wsgi import application as wsgi

# So much of a body is waited for before a thread is taken: a slow client then holds up nobody.
AWAITED_BODY = 256 * 1024


class Application:
    """Django for requests, `settings.WEBSOCKETS` for WebSockets."""

    def __init__(self) -> None:
        self._websockets: App = import_string(settings.WEBSOCKETS)
        self.use_threads(1)

    def use_threads(self, threads: int) -> None:
        """Answer so many requests at once; the others wait for their turn."""
        self._requests = cast(App, WSGIMiddleware(cast(Any, wsgi), workers=threads))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or serve one WebSocket to its end."""
        # A proxy vouches for `X-Forwarded-Proto`; to WSGI `X_Forwarded_Proto` is the same name.
        scope["headers"] = [pair for pair in scope["headers"] if b"_" not in pair[0]]
        if scope["type"] == "websocket":
            await self._websockets(scope, receive, send)
            return
        answer = _Answer(scope, send)
        try:
            await self._requests(scope, await _with_body(scope, receive), answer.send)
        finally:
            if (abandoned := scope.pop(HANDED_OVER, None)) is not None:
                abandoned.close()
        if answer.stream is not None:
            await answer.stream(scope, receive, send)


class _Answer:
    """Passes an answer on, except for the end of one that a stream continues."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._scope = scope
        self._send = send
        self.stream: HandedOver | None = None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            if must_close():
                message["headers"] = [*message["headers"], (b"connection", b"close")]
        elif not message.get("more_body") and HANDED_OVER in self._scope:
            self.stream = self._scope.pop(HANDED_OVER)
            return
        await self._send(message)


async def _with_body(scope: Scope, receive: Receive) -> Receive:
    """What to receive from: the body as far as it is short and has come in, then the rest."""
    headers = dict(scope["headers"])
    length = headers.get(b"content-length", b"0")
    if b"expect" in headers or not length.isdigit() or not 0 < int(length) <= AWAITED_BODY:
        return receive
    received = [await receive()]
    while received[-1].get("more_body"):
        received.append(await receive())
    received.reverse()

    async def replay() -> Message:
        return received.pop() if received else await receive()

    return replay


application = Application()
