"""The ASGI entry point that gunicorn's workers serve, for requests and streams.

A request runs Django's WSGI application in one of WEB_THREADS threads, because it waits for stores
by drivers that block, and keeps its connections by thread. No thread waits for a client: a body is
there before one is taken, and an answer is sent after it was given back. Clients take turns, and
what nobody waits for any more is not done. Long bodies and files have threads of their own. A
stream costs no thread: an answer that a view has handed over, and a WebSocket, live in the event
loop for as long as they last.
"""

from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.utils.module_loading import import_string

from core.accounts import password_hasher
from core.common.errors import Overloaded
from core.common.fair_threads import Abandoned, FairThreads
from core.media import pool as pictures

from .asgi_types import HANDED_OVER, App, Message, Receive, Scope, Send
from .client_address import address_of
from .connection import Connection, connection_of
from .graceful_shutdown import must_close
from .request_body import Gone, RequestBody, TooSlow, Wasteful
from .response import PIECE, Response, answer

# Threads for forms with files, and for files that are sent.
TRANSFERS = 2
# Of a request line and its headers together, in bytes; and how many headers.
MAX_HEAD_LENGTH = 32 * 1024
MAX_HEADERS = 100
CLOSE = (b"connection", b"close")


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
        self._requests = FairThreads(threads, name="request", lenders=lenders)
        self._uploads = FairThreads(TRANSFERS, name="upload", lenders=pictures.MAX_PLACES)
        self._files = FairThreads(TRANSFERS, name="file")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or serve one WebSocket to its end."""
        connection = connection_of(scope)
        if connection is not None:
            connection.begin()
        try:
            await self._serve(scope, receive, send, connection)
        finally:
            if connection is not None:
                connection.end()

    async def _serve(
        self, scope: Scope, receive: Receive, send: Send, connection: Connection | None
    ) -> None:
        fault = _fault(scope)
        # A proxy vouches for `X-Forwarded-Proto`; to WSGI `X_Forwarded_Proto` is the same name.
        scope["headers"] = [pair for pair in scope["headers"] if b"_" not in pair[0]]
        if scope["type"] == "websocket":
            await self._websockets(scope, receive, send)
        elif connection is not None and not connection.is_wanted():
            # It has gone, or uvicorn has refused what followed the head.
            await _hang_up(connection, receive)
        elif fault is not None:
            await _refuse(send, *fault)
        else:
            await self._respond(scope, receive, send, connection)

    async def _respond(
        self, scope: Scope, receive: Receive, send: Send, connection: Connection | None
    ) -> None:
        is_wanted = connection.is_wanted if connection is not None else _always
        received = (lambda: connection.received) if connection is not None else int
        try:
            with RequestBody(scope, address_of(scope), received) as body:
                await body.read(receive)
                response = await self._answer(scope, body, is_wanted)
            await self._send(scope, send, response, is_last=must_close() or not body.is_whole)
            if (stream := scope.get(HANDED_OVER)) is not None:
                await stream(scope, receive, send)
        except TooSlow:
            await _refuse(send, 408, "The request body arrived too slowly.")
        except Wasteful:
            await _refuse(send, 400, "The chunks of the body are too small.")
        except Overloaded as busy:
            await _refuse(send, 503, busy.message, retry_after=busy.retry_after)
        except (Gone, Abandoned):
            await _hang_up(connection, receive)
        finally:
            if (begun := scope.pop(HANDED_OVER, None)) is not None:
                begun.close()

    async def _answer(
        self, scope: Scope, body: RequestBody, is_wanted: Callable[[], bool]
    ) -> Response:
        threads = self._requests
        if body.is_long:
            threads = self._uploads
        elif scope["path"].startswith((settings.STATIC_URL, settings.MEDIA_URL)):
            threads = self._files
        return await threads.run(address_of(scope), partial(answer, scope, body.file), is_wanted)

    async def _send(self, scope: Scope, send: Send, response: Response, *, is_last: bool) -> None:
        """Send an answer, up to where a stream continues it; the last one of its connection."""
        headers = [*response.headers, CLOSE] if is_last else response.headers
        await send({"type": "http.response.start", "status": response.status, "headers": headers})
        if response.file is None:
            more = HANDED_OVER in scope
            if response.body or not more:
                await send(_body(response.body, more_body=more))
            return
        address = address_of(scope)
        try:
            while piece := await self._files.run(address, partial(response.file.read, PIECE)):
                await send(_body(piece, more_body=True))
            await send(_body(b"", more_body=False))
        finally:
            await self._files.run(address, response.file.close)


def _always() -> bool:
    return True


def _body(body: bytes, *, more_body: bool) -> Message:
    return {"type": "http.response.body", "body": body, "more_body": more_body}


def _fault(scope: Scope) -> tuple[int, str] | None:
    """Return status and message for a head that is not to be answered, or None.

    A body of which two lengths are declared may be understood differently by a proxy.
    Source: RFC 9112, section 6.3.
    """
    headers = scope["headers"]
    size = len(scope["raw_path"]) + len(scope["query_string"])
    size += sum(len(name) + len(value) for name, value in headers)
    if size > MAX_HEAD_LENGTH or len(headers) > MAX_HEADERS:
        return 431, "The request's headers are too long."
    if {b"content-length", b"transfer-encoding"} <= {name for name, _ in headers}:
        return 400, "Send either `Content-Length` or `Transfer-Encoding`."
    return None


async def _hang_up(connection: Connection | None, receive: Receive) -> None:
    """End without an answer, which uvicorn takes for a fault until the connection has ended."""
    if connection is not None:
        connection.close()
        while (await receive())["type"] != "http.disconnect":
            pass


async def _refuse(send: Send, status: int, text: str, *, retry_after: int = 0) -> None:
    """Send a short answer, the last one of its connection."""
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(text)).encode()),
        CLOSE,
    ]
    if retry_after:
        headers.append((b"retry-after", str(retry_after).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send(_body(text.encode(), more_body=False))


application = Application()
