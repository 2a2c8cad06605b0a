"""The body of a request: received whole before any thread is taken, within limits.

A client may be slow or silent: that costs it a connection, and others nothing. Bodies share room;
where it is full, the oldest of the client that holds most is given up.
"""

import asyncio
from collections.abc import Callable
from tempfile import SpooledTemporaryFile
from time import monotonic
from typing import Self

from core.common.rooms import Room

from .asgi_types import Receive, Scope

# Bytes of a body that are kept in memory; what is longer is kept in a file.
IN_MEMORY = 256 * 1024
# The longest body of an operation, of a form with files, and of anything else, such as the admin's
# forms. Of what is longer one byte more is received, and Django refuses it in its own words.
LONGEST_JSON = 256 * 1024
LONGEST = 52 * 1024 * 1024
LONGEST_OTHER = 2 * 1024 * 1024
# Seconds to wait for a client, and the bytes a second with which it may take longer.
MAX_WAIT = 20.0
SLOWEST = 64 * 1024
# What an unfinished request takes beside its bytes.
OVERHEAD = 16 * 1024
# Bytes on the wire, head included, and how many more for each byte of the body.
ON_THE_WIRE = 96 * 1024
TIMES = 3

_LONGEST = {b"application/json": LONGEST_JSON, b"multipart/form-data": LONGEST}
# Of all bodies of this process, in memory and in files: two of the longest.
bodies = Room(2 * LONGEST)


class TooSlow(Exception):
    """The client sends too slowly, or others need the room."""


class Wasteful(Exception):
    """The body comes in chunks that are nearly all length and no content."""


class Gone(Exception):
    """The client has gone before its request was complete."""


class RequestBody:
    """One body; to be closed, or used as a context manager."""

    def __init__(self, scope: Scope, address: str, received: Callable[[], int] = lambda: 0) -> None:
        """`received` says how many bytes of the request have come over the wire."""
        headers = dict(scope["headers"])
        self._declared = headers.get(b"content-length", b"0")
        self._is_chunked = b"transfer-encoding" in headers
        kind = headers.get(b"content-type", b"").partition(b";")[0].strip().lower()
        self._longest = _LONGEST.get(kind, LONGEST_OTHER)
        # Closed with the body.
        self.file = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115
        self.length = 0
        self.is_whole = False
        self._place = bodies.enter(address, OVERHEAD, self._give_up)
        self._reading: asyncio.Timeout | None = None
        self._is_lost = False
        self._received = received

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._place.leave()
        self.file.close()

    @property
    def is_long(self) -> bool:
        """Whether it takes longer to read than an operation without files."""
        return self.length > IN_MEMORY and self._longest > LONGEST_JSON

    async def read(self, receive: Receive) -> None:
        """Receive it, up to one byte more than is allowed. Raises TooSlow, Wasteful and Gone.

        Nothing is received of what declares to be longer: it is refused unread.
        """
        if not self._declared.isdigit() or int(self._declared[:20]) > self._longest:
            return
        if int(self._declared) == 0 and not self._is_chunked:
            self.is_whole = True
            return
        try:
            async with asyncio.timeout(MAX_WAIT) as self._reading:
                await self._receive(receive)
        except TimeoutError:
            raise TooSlow from None
        finally:
            self._reading = None
            self.file.seek(0)

    async def _receive(self, receive: Receive) -> None:
        began = asyncio.get_running_loop().time()
        while self.length <= self._longest and not self.is_whole:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise Gone
            piece = message.get("body", b"")[: self._longest + 1 - self.length]
            self.file.write(piece)
            self.length += len(piece)
            self._place.grow(len(piece))
            if self._received() > ON_THE_WIRE + TIMES * self.length:
                raise Wasteful
            self.is_whole = not message.get("more_body") and self.length <= self._longest
            if self._reading is not None and not self._is_lost:
                self._reading.reschedule(began + MAX_WAIT + self.length / SLOWEST)

    def _give_up(self) -> None:
        self._is_lost = True
        if self._reading is not None and not self._reading.expired():
            self._reading.reschedule(monotonic())
