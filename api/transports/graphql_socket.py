"""One socket of `graphql-transport-ws`: its session, its messages, its running operations.

The user is identified by the token in the payload of `connection_init`, or else by the handshake:
by its `Authorization` header, which clients other than browsers can send, or, for a page of this
origin, by the session cookie. Source: PROTOCOL.md of graphql-ws.
"""

import asyncio
import json
from collections.abc import Hashable
from typing import Any

from django.core.handlers.wsgi import WSGIRequest

from api.context import Context
from api.errors import UNAUTHENTICATED
from api.executor import executor
from core.common.errors import Overloaded, Unauthenticated
from core.realtime.hub import hub
from core.server.asgi_types import Receive, Scope, Send
from core.server.client_address import address_of
from core.server.connection import connection_of

from .closing import Closing, Code, invalid, too_many
from .handshake import as_request, token_in_handshake, token_in_payload
from .operation import Operation
from .places import TOO_MANY, TOO_MANY_ANONYMOUS, place_of_anyone, place_of_member
from .pool import in_thread
from .session import EXPIRED, Session, session_of
from .socket_messages import parsed

# Seconds to wait for `connection_init`.
INIT_WAIT = 5.0
# Seconds that a socket without a session lasts.
ANONYMOUS_SECONDS = 300.0
# Concurrent operations per socket, and how many of them may begin at once.
MAX_OPERATIONS = 50
MAX_BEGINNING = 2
MAX_ID_LENGTH = 100

TOO_LONG = "A connection without a session ends after 5 minutes."


class GraphQLSocket:
    """One socket: its session and its running operations."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._scope = scope
        self._receive = receive
        self._send = send
        self._address = address_of(scope)
        self._session: Session | None = None
        self._is_acknowledged = False
        self._token = ""
        self._running: dict[str, asyncio.Task[None]] = {}
        # Those of `_running`, and those that were completed and whose thread is still at work.
        self._tasks: set[asyncio.Task[None]] = set()
        self.turns = asyncio.Semaphore(MAX_BEGINNING)
        self._closing: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._ends_at = asyncio.get_running_loop().time() + ANONYMOUS_SECONDS
        self._place = place_of_anyone(self._address, self._make_way)

    @property
    def client(self) -> Hashable:
        """Whose turn its operations take: the user's, or of all without a session at an address."""
        return self._address if self._session is None else self._session.person

    async def serve(self) -> None:
        """Handle messages until the client disconnects. Raises Closing, Gone."""
        try:
            async with asyncio.timeout(INIT_WAIT):
                await self._initialise()
        except TimeoutError:
            raise Closing(Code.INIT_TIMEOUT, "Connection initialisation timeout") from None
        while True:
            await self._answer(await self._next())

    async def end(self) -> None:
        """Cancel all operations, and wait for their threads."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._place.leave()
        if not self._closing.cancel():
            self._closing.exception()  # of what was sent to a client that has gone, for instance

    def _make_way(self) -> None:
        if not self._closing.done():
            self._closing.set_exception(too_many(TOO_MANY_ANONYMOUS))

    async def _initialise(self) -> None:
        while not self._is_acknowledged:
            message = await self._next()
            if message["type"] == "subscribe":
                raise Closing(Code.UNAUTHORIZED, "Unauthorized")
            await self._answer(message)

    async def _next(self) -> dict[str, Any]:
        """Return the next message. Raises Closing, Gone."""
        received: asyncio.Future[Any] = asyncio.ensure_future(self._receive())
        try:
            await asyncio.wait(
                {received, self._closing},
                timeout=self._seconds_left(),
                return_when=asyncio.FIRST_COMPLETED,
            )
            if self._closing.done():
                self._closing.result()
            if received.done():
                return parsed(received.result())
        finally:
            received.cancel()
        if self._session is None:
            raise too_many(TOO_LONG)
        raise Closing(Code.FORBIDDEN, f"{UNAUTHENTICATED}: {EXPIRED}")

    def _seconds_left(self) -> float:
        if self._session is None:
            return max(0.0, self._ends_at - asyncio.get_running_loop().time())
        return max(0.0, self._session.seconds_left)

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
                raise invalid()

    async def _connect(self, payload: object) -> None:
        if self._is_acknowledged:
            raise Closing(Code.TOO_MANY_INITS, "Too many initialisation requests")
        if not isinstance(payload, dict | None):
            raise invalid()
        try:
            self._token = token_in_payload(payload or {}) or token_in_handshake(self._scope)
            if self._token:
                # In a queue of its own: those that are connected already do not delay it.
                self._session = await in_thread(("init", self._address), self._known)
                self._enter(self._session.person)
        except Unauthenticated as error:
            raise Closing(Code.FORBIDDEN, f"{UNAUTHENTICATED}: {error.message}") from None
        except Overloaded:
            raise too_many(TOO_MANY) from None
        self._is_acknowledged = True
        # The client can resume from this position before it receives an event.
        position = hub.position
        await self._say("connection_ack", payload=position and {"eventId": str(position)})

    def _enter(self, person: int) -> None:
        """Move to the sockets with a session. Raises Closing."""
        place = place_of_member(person, self._make_way)
        self._place.leave()
        self._place = place
        if (connection := connection_of(self._scope)) is not None:
            connection.trust()

    def _known(self) -> Session:
        return session_of(Context(self.request(), ""))

    def request(self) -> WSGIRequest:
        """Return the socket as a Django request, with the token and without cookies."""
        return as_request(self._scope, self._token)

    async def _begin(self, key: str, payload: dict[str, Any]) -> None:
        if key in self._running:
            raise Closing(
                Code.SUBSCRIBER_EXISTS, f"Subscriber for {key[:MAX_ID_LENGTH]} already exists"
            )
        if len(key) > MAX_ID_LENGTH or len(self._running) >= MAX_OPERATIONS:
            raise Closing(Code.BAD_REQUEST, f"At most {MAX_OPERATIONS} operations at a time")
        while len(self._tasks) >= MAX_OPERATIONS:
            # Completed ones, whose work goes on: nothing more is read until one has ended.
            await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)
        operation = Operation(executor, self.request(), payload, key, self)
        task = asyncio.ensure_future(operation.run())
        self._running[key] = task
        self._tasks.add(task)
        task.add_done_callback(lambda done: self._ended(key, done))

    def _ended(self, key: str, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        if self._running.get(key) is task:
            del self._running[key]
        if task.cancelled():
            return
        if (error := task.exception()) is not None and not self._closing.done():
            self._closing.set_exception(error)

    async def _say(self, kind: str, **rest: Any) -> None:
        members = {name: value for name, value in rest.items() if value is not None}
        await self.say(json.dumps({"type": kind, **members}))

    async def say(self, text: str) -> None:
        """Send a message; waits until the client has taken what was sent before."""
        await self._send({"type": "websocket.send", "text": text})
