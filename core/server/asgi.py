"""The ASGI entry point that gunicorn's workers serve, for requests and streams.

A request runs Django's WSGI application in one of WEB_THREADS threads, because it waits for stores
by drivers that block, and keeps its connections by thread. A client that is slow, on purpose or
not, must not hold one of these: short bodies are there before the thread is taken, and long ones
and files have a few threads of their own. A stream costs no thread: an answer that a view has
handed over, and a WebSocket, live in the event loop for as long as they last.
"""

from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

from a2wsgi import WSGIMiddleware
from django.conf import settings
from django.utils.module_loading import import_string

from core.accounts import password_hasher
from core.common.request_slots import SlottedThreads
from core.media import pool as pictures

from .asgi_types import HANDED_OVER, App, HandedOver, Message, Receive, Scope, Send
from .graceful_shutdown import must_close
from .request_body import RequestBody, TooSlow
from .wsgi import application as wsgi

# Threads for transfers of any duration. Two bodies are at most 102 MiB of files.
TRANSFERS = 2


class Application:
    """Django for requests, `settings.WEBSOCKETS` for WebSockets."""

    def __init__(self) -> None:
        self._websockets: App = import_string(settings.WEBSOCKETS)
        self.use_threads(1)

    def use_threads(self, threads: int) -> None:
        """Answer this many requests at once; the others wait for their turn.

        Those that wait for the hash of a password, or for a picture, do not count.
        """
        lenders = password_hasher.MAX_WAITING + pictures.MAX_PLACES
        self._requests = _django(SlottedThreads(threads, lenders=lenders))
        self._transfers = _django(SlottedThreads(TRANSFERS, lenders=pictures.MAX_PLACES))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or serve one WebSocket to its end."""
        # A proxy vouches for `X-Forwarded-Proto`; to WSGI `X_Forwarded_Proto` is the same name.
        scope["headers"] = [pair for pair in scope["headers"] if b"_" not in pair[0]]
        if scope["type"] == "websocket":
            await self._websockets(scope, receive, send)
            return
        body = RequestBody(scope, receive)
        try:
            is_short = await body.is_short()
        except TooSlow:
            await _refuse(send)
            return
        django = self._requests if is_short and not _is_file(scope) else self._transfers
        answer = _Answer(scope, send)
        try:
            await django(scope, body.receive, answer.send)
            answer.end()
        finally:
            if (abandoned := scope.pop(HANDED_OVER, None)) is not None:
                abandoned.close()
        if answer.stream is not None:
            await answer.stream(scope, receive, send)


def _django(threads: ThreadPoolExecutor) -> App:
    middleware = WSGIMiddleware(cast(Any, wsgi))
    middleware.executor = threads
    return cast(App, middleware)


def _is_file(scope: Scope) -> bool:
    return bool(scope["path"].startswith((settings.STATIC_URL, settings.MEDIA_URL)))


class _Answer:
    """Forwards an answer, except for the end of one that a stream continues."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._scope = scope
        self._send = send
        self._fault: Exception | None = None
        self.stream: HandedOver | None = None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            if must_close():
                message["headers"] = [*message["headers"], (b"connection", b"close")]
        elif not message.get("more_body") and HANDED_OVER in self._scope:
            self.stream = self._scope.pop(HANDED_OVER)
            return
        if self._fault is not None:
            return
        try:
            await self._send(message)
        except Exception as fault:  # noqa: BLE001 - raised by `end`
            # Raised here, it would leave the answering thread waiting for ever.
            self._fault = fault

    def end(self) -> None:
        """Raise the error of sending, if any."""
        if self._fault is not None:
            raise self._fault


async def _refuse(send: Send) -> None:
    """Answer 408 to a client that is too slow; the rest of its body is not read."""
    text = b"The request body arrived too slowly."
    headers = [
        (b"content-type", b"text/plain"),
        (b"content-length", str(len(text)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": 408, "headers": headers})
    await send({"type": "http.response.body", "body": text})


application = Application()
