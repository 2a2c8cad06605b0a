"""gunicorn's workers: uvicorn's event loop, with connections that survive a restart."""

import asyncio
import logging
import os
import signal
import sys
from socket import socket
from typing import Any

from gunicorn.arbiter import Arbiter
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import Server
from uvicorn_worker import UvicornWorker

from . import graceful_shutdown

# A client may be sending on an idle connection just as we stop: for so many seconds such a request
# is still answered, with word that the connection closes. Source: RFC 9112, section 9.6.
LINGER = 2.0
# At most this part of the graceful timeout: `make run` has a short one, to reload quickly.
LINGER_PART = 1 / 15
# Of a request line and its headers together, in bytes; and how many headers.
MAX_HEAD_LENGTH = 32 * 1024
MAX_HEADERS = 100
# WebSocket messages, in bytes; api/execution/limits.py holds a request to the same.
MAX_MESSAGE_LENGTH = 256 * 1024
# Seconds in which a client has to take something of what is sent; a thread may wait for it.
MAX_PAUSE = 60.0


class Protocol(HttpToolsProtocol):
    """HTTP of which the head may take neither more memory nor more time than is allowed."""

    _head = 0
    _in_head = True
    _head_timer: asyncio.TimerHandle | None = None
    _write_timer: asyncio.TimerHandle | None = None
    _answering: RequestResponseCycle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the timer of the first head."""
        super().connection_made(transport)
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Cancel the timers, and the request that is still answered."""
        _cancel(self._head_timer)
        _cancel(self._write_timer)
        super().connection_lost(exc)
        # With pipelined requests uvicorn informs only the last one. The answer of an earlier one
        # would go on, and write to a closed connection.
        if self._answering is not None:
            self._answering.disconnected = True
            self._answering.message_event.set()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._answering = cycle
        super()._start_asgi_task(cycle, app)

    def pause_writing(self) -> None:
        """Abort the connection unless the client reads within MAX_PAUSE."""
        super().pause_writing()
        self._write_timer = self.loop.call_later(MAX_PAUSE, self.transport.abort)

    def resume_writing(self) -> None:
        """Cancel that timer."""
        _cancel(self._write_timer)
        super().resume_writing()

    def data_received(self, data: bytes) -> None:
        """Count the bytes of an unfinished head; answer 400 when it is too long."""
        if self._in_head:
            self._head += len(data)
        super().data_received(data)
        if self._in_head and self._head > MAX_HEAD_LENGTH and not self.transport.is_closing():
            self.send_400_response("The request's headers are too long.")

    def on_message_begin(self) -> None:
        """Start the timer of the next head."""
        super().on_message_begin()
        self._in_head = True
        self._await_head()

    def on_headers_complete(self) -> None:
        """Check the size of the head. What is raised becomes a 400."""
        _cancel(self._head_timer)
        self._in_head, self._head = False, 0
        size = len(self.url) + sum(len(name) + len(value) for name, value in self.headers)
        if size > MAX_HEAD_LENGTH or len(self.headers) > MAX_HEADERS:
            raise ValueError("The request's headers are too long.")
        super().on_headers_complete()

    def _await_head(self) -> None:
        _cancel(self._head_timer)
        self._head_timer = self.loop.call_later(self.timeout_keep_alive, self._give_up)

    def _give_up(self) -> None:
        if not self.transport.is_closing():
            self.transport.close()


def _cancel(timer: asyncio.TimerHandle | None) -> None:
    if timer is not None:
        timer.cancel()


class GracefulServer(Server):
    """uvicorn's server, which leaves no request unanswered when it stops."""

    def __init__(self, config: Config, linger: float) -> None:
        super().__init__(config)
        self._linger = linger

    async def serve(self, sockets: list[socket] | None = None) -> None:
        """Serve until stopped by a signal."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT):
            loop.add_signal_handler(number, self._stop, number)
        await self._serve(sockets)

    def _stop(self, number: int) -> None:
        self.should_exit = True
        self.force_exit = self.force_exit or number != signal.SIGTERM

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        """Take no more connections, end streams at once, and connections with their next answer."""
        for server in self.servers:
            server.close()
        graceful_shutdown.begin_to_stop()
        deadline = asyncio.get_running_loop().time() + self._linger
        while self._has_connections() and asyncio.get_running_loop().time() < deadline:
            await asyncio.sleep(0.02)
        await super().shutdown()

    def _has_connections(self) -> bool:
        return bool(self.server_state.connections) and not self.force_exit


class Worker(UvicornWorker):
    """One process of gunicorn's."""

    config: Config

    CONFIG_KWARGS = {
        "loop": "uvloop",
        "http": Protocol,
        "ws": "websockets-sansio",
        "ws_max_size": MAX_MESSAGE_LENGTH,
        # A compressor for each connection would take more memory than all else of it.
        "ws_per_message_deflate": False,
        "lifespan": "off",
        # Django's settings decide which headers of a proxy are trusted.
        "proxy_headers": False,
        "server_header": False,
        # Seconds between heartbeats to the master, and checks of the master.
        "timeout_notify": 1,
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The master kills workers that have not ended by then.
        self._linger = min(LINGER, self.cfg.graceful_timeout * LINGER_PART)
        grace = max(1, int(self.cfg.graceful_timeout - self._linger - 1))
        self.config.timeout_graceful_shutdown = grace
        for name, level in (("uvicorn.error", logging.WARNING), ("uvicorn.access", logging.INFO)):
            logger = logging.getLogger(name)
            logger.handlers = []
            logger.propagate = name == "uvicorn.error" or bool(self.cfg.accesslog)
            logger.setLevel(level)

    async def _serve(self) -> None:
        from core.realtime.hub import hub  # Django is loaded by now

        self.wsgi.use_threads(self.cfg.threads)
        self.config.app = self.wsgi
        self._server = GracefulServer(self.config, self._linger)
        hub.start(asyncio.get_running_loop())
        graceful_shutdown.at_stop(hub.stop)
        await self._server.serve(sockets=self.sockets)
        if not self._server.started:
            sys.exit(Arbiter.WORKER_BOOT_ERROR)

    async def callback_notify(self) -> None:
        """Send the heartbeat every second; stop when the master is gone."""
        self.notify()
        if os.getppid() != self.ppid:
            self._server.should_exit = True
