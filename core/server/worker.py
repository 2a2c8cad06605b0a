"""gunicorn's workers: uvicorn in an event loop, with gunicorn's signals and heartbeat."""

import asyncio
import os
import signal
import sys
from typing import Any, cast

import uvicorn
import uvloop
from gunicorn.arbiter import Arbiter
from gunicorn.workers.base import Worker as BaseWorker

from . import graceful_shutdown
from .asgi import MAX_HEAD_LENGTH
from .connection import Connection

# A client may be sending on an idle connection just as we stop: for so many seconds such a request
# is still answered, with word that the connection closes. Source: RFC 9112, section 9.6.
LINGER = 2.0
# At most this part of the graceful timeout: `make run` has a short one, to reload quickly.
LINGER_PART = 1 / 15
# WebSocket messages, in bytes; api/execution/limits.py holds a request to the same.
MAX_MESSAGE_LENGTH = 256 * 1024


class Worker(BaseWorker):
    """One process of gunicorn's."""

    def run(self) -> None:
        """Serve until gunicorn says otherwise."""
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(self._run())

    async def _run(self) -> None:
        from core.realtime.hub import hub  # Django is loaded by now

        self.wsgi.use_threads(self.cfg.threads)
        hub.start(asyncio.get_running_loop())
        graceful_shutdown.at_stop(hub.stop)
        # The master kills workers that have not ended by then.
        linger = min(LINGER, self.cfg.graceful_timeout * LINGER_PART)
        server = uvicorn.Server(self._config(self.cfg.graceful_timeout - linger - 1))
        serving = asyncio.create_task(server.serve(sockets=[each.sock for each in self.sockets]))
        while not server.started and not serving.done():
            await asyncio.sleep(0.01)
        # uvicorn has set its own, by which idle connections would be closed at once.
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.handle_exit)
        while self.alive and not serving.done() and os.getppid() == self.ppid:
            self.notify()
            await asyncio.sleep(0.1)
        if not server.started:
            sys.exit(Arbiter.WORKER_BOOT_ERROR)
        await self._leave(server, linger)
        server.should_exit = True
        await serving

    async def _leave(self, server: uvicorn.Server, linger: float) -> None:
        """Take no more connections, end streams at once, and connections with their next answer."""
        for listener in server.servers:
            listener.close()
        graceful_shutdown.begin_to_stop()
        deadline = asyncio.get_running_loop().time() + linger
        while server.server_state.connections and asyncio.get_running_loop().time() < deadline:
            await asyncio.sleep(0.02)

    def _config(self, grace: float) -> uvicorn.Config:
        return uvicorn.Config(
            app=self.wsgi,
            http=cast(Any, Connection),
            h11_max_incomplete_event_size=MAX_HEAD_LENGTH,
            ws="websockets-sansio",
            ws_max_size=MAX_MESSAGE_LENGTH,
            # A compressor for each connection would take more memory than all else of it.
            ws_per_message_deflate=False,
            lifespan="off",
            # Django's settings decide which headers of a proxy are trusted.
            proxy_headers=False,
            server_header=False,
            log_config=None,
            access_log=bool(self.cfg.accesslog),
            backlog=self.cfg.backlog,
            timeout_keep_alive=self.cfg.keepalive,
            timeout_graceful_shutdown=max(1, int(grace)),
        )
