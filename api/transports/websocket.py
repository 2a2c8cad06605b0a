"""GraphQL over WebSocket: the protocol `graphql-transport-ws`.

Source: PROTOCOL.md of graphql-ws. The user is identified by the token in the payload of
`connection_init`, or else by the handshake: by its `Authorization` header, which clients other than
browsers can send, or, for a page of this origin, by the session cookie.
"""

import asyncio
import json
import logging
from io import BytesIO
from typing import Any, cast

from a2wsgi.wsgi import build_environ
from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.http.request import split_domain_port, validate_host

from api.auth.viewer import token_of
from api.context import Context
from api.errors import UNAUTHENTICATED
from api.executor import executor
from core.common.errors import Unauthenticated
from core.realtime.hub import hub
from core.server.asgi_types import Message, Receive, Scope, Send

from .closing import INVALID, Closing, Code
from .operation import Operation
from .pool import in_thread
from .session import EXPIRED, Session, session_of

logger = logging.getLogger(__name__)

PATH = "/graphql/"
SUBPROTOCOL = "graphql-transport-ws"
# Seconds to wait for `connection_init`.
INIT_WAIT = 5.0
# Concurrent operations per socket.
MAX_OPERATIONS = 50
MAX_ID_LENGTH = 100


class Gone(Exception):
    """The client has closed the socket."""


_open: "set[_Socket]" = set()


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Serve one WebSocket until it is closed."""
    await receive()  # websocket.connect
    if scope["path"] != PATH or not _host_is_ours(scope):
        logger.warning("websocket refused: wrong path, or a host that ALLOWED_HOSTS does not name")
        await send({"type": "websocket.close"})  # not accepted yet: status 403
        return
    if SUBPROTOCOL not in scope["subprotocols"]:
        await send({"type": "websocket.accept"})
        await _close(send, Code.BAD_SUBPROTOCOL, "Subprotocol not acceptable")
        return
    await send({"type": "websocket.accept", "subprotocol": SUBPROTOCOL})
    if len(_open) >= settings.LIVE_PER_WORKER:
        await _close(send, Code.TRY_AGAIN, "Too many open connections. Try again later.")
        return
    socket = _Socket(scope, receive, send)
    _open.add(socket)
    try:
        await socket.serve()
    except Closing as closing:
        await _close(send, closing.code, closing.reason)
    except Gone:
        pass
    finally:
        _open.discard(socket)
        await socket.end()


def _host_is_ours(scope: Scope) -> bool:
    host = dict(scope["headers"]).get(b"host", b"").decode("latin1")
    allowed = settings.ALLOWED_HOSTS
    domain, _ = split_domain_port(host)
    return bool(domain) and validate_host(domain, allowed)


async def _close(send: Send, code: int, reason: str) -> None:
    # A close frame has room for 123 bytes.
    await send({"type": "websocket.close", "code": int(code), "reason": reason[:120]})


class _Socket:
    """One socket: its session and its running operations."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._scope = scope
        self._receive = receive
        self._send = send
        self._session: Session | None = None
        self._is_acknowledged = False
        self._token = ""
        self._running: dict[str, asyncio.Task[None]] = {}
        self._closing: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

    async def serve(self) -> None:
        """Handle messages until the client disconnects. Raises Closing, Gone."""
        await self._initialise()
        while True:
            await self._answer(await self._next(self._seconds_left()))

    async def end(self) -> None:
        """Cancel all running operations."""
        tasks = [*self._running.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _initialise(self) -> None:
        deadline = asyncio.get_running_loop().time() + INIT_WAIT
        while not self._is_acknowledged:
            left = deadline - asyncio.get_running_loop().time()
            message = await self._next(
                left, Closing(Code.INIT_TIMEOUT, "Connection initialisation timeout")
            )
            if message["type"] == "subscribe":
                raise Closing(Code.UNAUTHORIZED, "Unauthorized")
            await self._answer(message)

    async def _next(self, seconds: float | None, late: Closing | None = None) -> dict[str, Any]:
        """Return the next message. Raises Closing, Gone."""
        received: asyncio.Future[Any] = asyncio.ensure_future(self._receive())
        await asyncio.wait(
            {received, self._closing}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED
        )
        if self._closing.done():
            received.cancel()
            self._closing.result()
        if not received.done():
            received.cancel()
            raise late or Closing(Code.FORBIDDEN, f"{UNAUTHENTICATED}: {EXPIRED}")
        return _parsed(received.result())

    def _seconds_left(self) -> float | None:
        return None if self._session is None else max(0.0, self._session.seconds_left)

    async def _answer(self, message: dict[str, Any]) -> None:
        match message:
            case {"type": "connection_init"}:
                await self._connect(message.get("payload"))
            case {"type": "ping"}:
                await self._say("pong", payload=message.get("payload"))
            case {"type": "pong"}:
                pass
            case {"type": "subscribe", "id": str(key), "payload": dict(payload)} if key:
                await self._begin(key, payload)
            case {"type": "complete", "id": str(key)}:
                if (task := self._running.pop(key, None)) is not None:
                    task.cancel()
            case _:
                raise INVALID

    async def _connect(self, payload: object) -> None:
        if self._is_acknowledged:
            raise Closing(Code.TOO_MANY_INITS, "Too many initialisation requests")
        if not isinstance(payload, dict | None):
            raise INVALID
        try:
            self._token = _token_in(payload or {}) or self._token_in_handshake()
            if self._token:
                self._session = await in_thread(self._known)
        except Unauthenticated as error:
            raise Closing(Code.FORBIDDEN, f"{UNAUTHENTICATED}: {error.message}") from None
        self._is_acknowledged = True
        # The client can resume from this position before it receives an event.
        position = hub.position
        await self._say("connection_ack", payload=position and {"eventId": str(position)})

    def _token_in_handshake(self) -> str:
        """Return the token of its header or cookie, as a header. Raises Unauthenticated."""
        headers = {name.decode("latin1"): text.decode("latin1") for name, text in self._headers()}
        token = token_of(headers, scheme=self._scope["scheme"], is_websocket=True)
        return f"Bearer {token}" if token else ""

    def _headers(self) -> list[tuple[bytes, bytes]]:
        headers: list[tuple[bytes, bytes]] = self._scope["headers"]
        return headers

    def _known(self) -> Session:
        return session_of(Context(self.request(), ""))

    def request(self) -> WSGIRequest:
        """Return the socket as a Django request, with the token and without cookies."""
        scheme = "https" if self._scope["scheme"] == "wss" else "http"
        scope = {**self._scope, "method": "POST", "scheme": scheme}
        environ = dict(build_environ(cast(Any, scope), cast(Any, BytesIO())))
        for name in ("HTTP_COOKIE", "HTTP_AUTHORIZATION", "HTTP_SESSION_MODE"):
            environ.pop(name, None)
        if self._token:
            environ["HTTP_AUTHORIZATION"] = self._token
        return WSGIRequest(environ)

    async def _begin(self, key: str, payload: dict[str, Any]) -> None:
        if key in self._running:
            raise Closing(
                Code.SUBSCRIBER_EXISTS, f"Subscriber for {key[:MAX_ID_LENGTH]} already exists"
            )
        if len(key) > MAX_ID_LENGTH or len(self._running) >= MAX_OPERATIONS:
            raise Closing(Code.BAD_REQUEST, f"At most {MAX_OPERATIONS} operations at a time")
        operation = Operation(executor, self.request(), payload, key, self._send_text)
        task = asyncio.ensure_future(operation.run())
        self._running[key] = task
        task.add_done_callback(lambda done: self._ended(key, done))

    def _ended(self, key: str, task: "asyncio.Task[None]") -> None:
        if self._running.get(key) is task:
            del self._running[key]
        if task.cancelled():
            return
        if (error := task.exception()) is not None and not self._closing.done():
            self._closing.set_exception(error)

    async def _say(self, kind: str, **rest: Any) -> None:
        members = {name: value for name, value in rest.items() if value is not None}
        await self._send_text(json.dumps({"type": kind, **members}))

    async def _send_text(self, text: str) -> None:
        await self._send({"type": "websocket.send", "text": text})


def _parsed(message: Message) -> dict[str, Any]:
    if message["type"] == "websocket.disconnect":
        raise Gone
    try:
        parsed = json.loads(message.get("text") or "")
    except (ValueError, RecursionError):
        raise INVALID from None
    if not isinstance(parsed, dict) or "type" not in parsed:
        raise INVALID
    return parsed


def _token_in(payload: dict[str, Any]) -> str:
    """Return the `Authorization` header of the payload, from `Authorization` or `token`."""
    for name in ("Authorization", "authorization"):
        if isinstance(payload.get(name), str):
            return str(payload[name])
    token = payload.get("token")
    return f"Bearer {token}" if isinstance(token, str) and token else ""
