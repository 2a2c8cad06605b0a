"""A connection, with limits on what it takes while nothing comes of it.

uvicorn makes one of these for each connection (its option `http`); HTTP and WebSockets are its own
and unchanged inside. Between them and the socket this sees to three things: how long a head may
take, how much is read at a time, and that a client that does not read what it is sent is not read
from either. All of it has room for so much: where that is full, the address that has most loses its
oldest connection.
"""

import asyncio
import gc
import resource
import select
from itertools import count
from time import monotonic
from typing import Any, cast

from uvicorn.protocols.http.h11_impl import H11Protocol

from core.common.rooms import Place, Room

from .asgi_types import Scope

# Under this name of the scope's `state` requests find their connection.
CONNECTION = "social_graph.connection"
# Seconds for a head, from its first byte, or from the beginning of the connection.
MAX_HEAD_SECONDS = 20.0
# Seconds in which a client has to take this many of the bytes that wait for it, or the rest.
READING_SECONDS = 30.0
MIN_READ = 128 * 1024
# Bytes that are read at a time: what others wait for meanwhile. One byte may be a chunk, or two a
# frame, each of which takes 10 µs.
PIECE = 16 * 1024
# Bytes that a WebSocket may send at once, before and after it has a session, and then each second:
# frames may be of nothing.
FIRST = 16 * 1024
BURST = 512 * 1024
BYTES_A_SECOND = 32 * 1024
# Files that a worker needs beside its connections.
FILES = 256
# After so many connections have ended, what they leave in cycles is collected, 15 kB each: Python
# itself does so after millions of objects (core/server/wsgi.py).
MANY = 500

# Connections on which no request has begun.
idle = Room(1_000)
# Bytes that clients have not read yet.
unread = Room(64 * 1024 * 1024)

_open: "set[Connection]" = set()
_ended = count(1)
# All connections read into it, one after the other: an event loop does so at once.
_buffer = memoryview(bytearray(PIECE))
_GONE = getattr(select, "POLLRDHUP", 0) | select.POLLHUP | select.POLLERR


class Connection(asyncio.BufferedProtocol):
    """One connection, by the interface of asyncio's protocols."""

    def __init__(self, app_state: dict[str, Any], **rest: Any) -> None:
        self._inside: asyncio.Protocol = H11Protocol(
            app_state={**app_state, CONNECTION: self}, **rest
        )
        # Bytes since the last request has ended.
        self.received = 0
        self._address = ""
        self._idle: Place | None = None
        self._unread: Place | None = None
        self._head: asyncio.TimerHandle | None = None
        self._head_has_begun = False
        self._reading: asyncio.TimerHandle | None = None
        self._is_websocket = False
        self._burst = FIRST
        self._credit = float(FIRST)
        self._counted_at = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to wait for a head; others make way where the system has no room for more."""
        self._transport = cast(asyncio.Transport, transport)
        peer = transport.get_extra_info("peername")
        self._address = peer[0] if isinstance(peer, tuple) else ""
        _open.add(self)
        self._guarded = _Guarded(self, self._transport)
        self._inside.connection_made(cast(asyncio.Transport, self._guarded))
        self.end(MAX_HEAD_SECONDS)
        if len(_open) > resource.getrlimit(resource.RLIMIT_NOFILE)[0] - FILES:
            _ = idle.evict_one() or unread.evict_one()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it."""
        _open.discard(self)
        self.begin()
        self._stop_waiting()
        self._inside.connection_lost(exc)
        if next(_ended) % MANY == 0:
            asyncio.get_running_loop().call_soon(gc.collect)

    def get_buffer(self, sizehint: int) -> memoryview:
        """Return where to read to."""
        return _buffer

    def buffer_updated(self, nbytes: int) -> None:
        """Count what has come, and pass it on."""
        self.received += nbytes
        if self._idle is not None and not self._head_has_begun:
            self._await_head(MAX_HEAD_SECONDS)
            self._head_has_begun = True
        if self._is_websocket:
            self._slow_down(nbytes)
        self._inside.data_received(bytes(_buffer[:nbytes]))

    def eof_received(self) -> bool | None:
        """Do as uvicorn does."""
        return self._inside.eof_received()

    def pause_writing(self) -> None:
        """Read nothing from a client that does not read, and wait for it so long."""
        if self._unread is None:
            size = self._transport.get_write_buffer_size()
            self._unread = unread.enter(self._address, size, self.abort)
        self._guarded.pause("unread")
        self.await_reading()
        self._inside.pause_writing()

    def resume_writing(self) -> None:
        """Go on."""
        self._stop_waiting()
        self._guarded.resume("unread")
        self._inside.resume_writing()

    def begin(self) -> None:
        """A request begins: it takes as long as it takes."""
        if self._head is not None:
            self._head.cancel()
        if self._idle is not None:
            self._idle.leave()
            self._idle = None

    def end(self, seconds: float | None = None) -> None:
        """A request has ended. uvicorn waits for the next one, within its own limit."""
        if self._transport.is_closing():
            return
        self.received = 0
        self._head_has_begun = seconds is not None
        self._idle = self._idle or idle.enter(self._address, 1, self.abort)
        if seconds is not None:
            self._await_head(seconds)

    def is_wanted(self) -> bool:
        """Return whether the client is still there, even while nothing is read from it."""
        if self._transport.is_closing():
            return False
        poll = select.poll()
        poll.register(self._transport.get_extra_info("socket").fileno(), _GONE)
        return not poll.poll(0)

    def close(self) -> None:
        """Close it, once it has read what there is."""
        self._guarded.close()

    def abort(self) -> None:
        """Close it at once, whatever it has not read."""
        self._transport.abort()

    def await_reading(self) -> None:
        """Abort the connection unless the client goes on reading."""
        if self._reading is None:
            self._expect(self._transport.get_write_buffer_size())

    def continue_with(self, protocol: asyncio.Protocol) -> None:
        """Let the protocol of WebSockets serve it from here on."""
        self._inside = protocol
        self._is_websocket = True
        self._counted_at = monotonic()

    def trust(self) -> None:
        """Let it send more at once: it is known who it is."""
        self._burst = BURST
        self._credit = float(BURST)

    def _await_head(self, seconds: float) -> None:
        if self._head is not None:
            self._head.cancel()
        self._head = asyncio.get_running_loop().call_later(seconds, self.abort)

    def _slow_down(self, size: int) -> None:
        now = monotonic()
        earned = (now - self._counted_at) * BYTES_A_SECOND
        self._credit = min(self._burst, self._credit + earned) - size
        self._counted_at = now
        if self._credit < 0:
            self._guarded.pause("fast")
            pause = -self._credit / BYTES_A_SECOND
            asyncio.get_running_loop().call_later(pause, self._guarded.resume, "fast")

    def _expect(self, size: int) -> None:
        loop = asyncio.get_running_loop()
        self._reading = loop.call_later(READING_SECONDS, self._check_reading, size)

    def _check_reading(self, before: int) -> None:
        size = self._transport.get_write_buffer_size()
        if size > max(0, before - MIN_READ):
            self.abort()
        elif size:
            self._expect(size)

    def _stop_waiting(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None
        if self._unread is not None:
            self._unread.leave()
            self._unread = None


class _Guarded:
    """A transport, but that reading has more than one reason to pause and closing has an end."""

    def __init__(self, connection: Connection, transport: asyncio.Transport) -> None:
        self._connection = connection
        self._transport = transport
        self._reasons: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def set_protocol(self, protocol: asyncio.Protocol) -> None:
        """WebSockets take over: inside of the connection."""
        self._connection.continue_with(protocol)

    def pause_reading(self) -> None:
        """Read nothing until uvicorn wants more."""
        self.pause("full")

    def resume_reading(self) -> None:
        """Read on, unless there is another reason to wait."""
        self.resume("full")

    def close(self) -> None:
        """Close it once the client has read what there is, which it must go on doing."""
        self._transport.close()
        if self._transport.get_write_buffer_size():
            self._connection.await_reading()

    def pause(self, reason: str) -> None:
        """Read nothing for this reason."""
        if not self._reasons and not self._transport.is_closing():
            self._transport.pause_reading()
        self._reasons.add(reason)

    def resume(self, reason: str) -> None:
        """The reason is gone; without any, read on."""
        had_any = bool(self._reasons)
        self._reasons.discard(reason)
        if had_any and not self._reasons and not self._transport.is_closing():
            self._transport.resume_reading()


def connection_of(scope: Scope) -> Connection | None:
    """Return the connection of a request; None where another server runs the application."""
    connection: Connection | None = scope.get("state", {}).get(CONNECTION)
    return connection
