"""The body of a request: awaited where waiting is cheap, and with a time limit."""

import asyncio
from collections import deque
from time import monotonic

from .asgi_types import Message, Receive, Scope

# Bytes of a body that are awaited in the event loop, where waiting costs no thread.
AWAITED = 256 * 1024
# Seconds to wait for a client, and the bytes a second with which it may take longer.
MAX_WAIT = 20.0
SLOWEST = 64 * 1024


class TooSlow(Exception):
    """The client sends too slowly."""


class RequestBody:
    """Reads one body; bytes and waiting are counted from its beginning to its end."""

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self._headers = dict(scope["headers"])
        self._receive = receive
        self._begun: deque[Message] = deque()
        self._bytes = 0
        self._waited = 0.0

    async def is_short(self) -> bool:
        """Await up to AWAITED bytes; returns whether there are no more. Raises TooSlow.

        Nothing is awaited of what declares to be longer, nor from a client that asks before it
        sends: both may be refused first. Source: RFC 9110, section 10.1.1.
        """
        length = self._headers.get(b"content-length", b"0")
        if b"expect" in self._headers or not length.isdigit() or int(length) > AWAITED:
            return False
        if int(length) == 0 and b"transfer-encoding" not in self._headers:
            return True
        while self._bytes <= AWAITED:
            self._begun.append(await self._next())
            if not self._begun[-1].get("more_body"):
                return True
        return False

    async def receive(self) -> Message:
        """Return the next message of the body. Raises TooSlow."""
        return self._begun.popleft() if self._begun else await self._next()

    async def _next(self) -> Message:
        began = monotonic()
        try:
            async with asyncio.timeout(MAX_WAIT + self._bytes / SLOWEST - self._waited):
                message = await self._receive()
        except TimeoutError:
            raise TooSlow from None
        finally:
            self._waited += monotonic() - began
        self._bytes += len(message.get("body", b""))
        return message
