"""How gunicorn serves, wherever it does: `gunicorn --config python:core.server.gunicorn`.

What is given on the command line wins. `make run`, the tests and the image all start from here.
"""

import os
import resource
import shutil
import signal
import tempfile
from functools import partial
from logging.config import dictConfig

from gunicorn.arbiter import Arbiter
from gunicorn.config import Config
from gunicorn.glogging import Logger
from gunicorn.workers.base import Worker

from core.settings.telemetry import LOGGING, METRICS_TOKEN

from .graceful_shutdown import leave_after

# Files that are written all the time are in memory: a disk may be slow, or read-only.
MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108
# A connection takes a file. As many as the system allows: the limits of core/server are lower.
_files = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (min(_files[1], 65_536), _files[1]))
if METRICS_TOKEN:
    # Each master has files of its own: a master that replaces another (USR2) must not count the
    # other's workers. Set before the library is imported.
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="metrics-", dir=MEMORY)


class OneForm(Logger):
    """gunicorn's lines in the form of all others; those of access only with `--access-logfile`."""

    def setup(self, cfg: Config) -> None:
        super().setup(cfg)
        dictConfig(LOGGING)


wsgi_app = "core.server.asgi:application"
bind = f"0.0.0.0:{os.environ.get('PORT') or 8000}"
# An event loop, because a stream waits for very long; threads beside it, because a request mostly
# waits for a store; two processes, because Python computes in one thread at a time, and because a
# worker may have to be killed.
worker_class = "core.server.worker.Worker"
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
threads = int(os.environ.get("WEB_THREADS") or 4)
# Everything is imported once, not once a worker. So SIGHUP starts new workers, but new
# code needs a new master.
preload_app = True
# A worker without a sign of life for this many seconds is killed. A request waits for a store 30
# seconds at most.
timeout = 60
# Seconds in which a stopping worker may finish what it has begun.
graceful_timeout = 30
# Longer than balancers keep an idle connection (60 seconds, mostly): the balancer must close it
# first, or a request in transit is lost.
keepalive = 75
loglevel = (os.environ.get("LOG_LEVEL") or "info").lower()
logger_class = OneForm
# The master is controlled by signals; its socket would need a writable home folder.
control_socket_disable = True
# The heartbeat files of workers.
worker_tmp_dir = MEMORY

DRAIN_SECONDS = float(os.environ.get("DRAIN_SECONDS") or 0)


def when_ready(server: Arbiter) -> None:
    """Make SIGTERM drain the instance for DRAIN_SECONDS before it stops."""
    leave_after(DRAIN_SECONDS, partial(server.signal, signal.SIGTERM, None))


def child_exit(server: Arbiter, worker: Worker) -> None:
    """Drop the gauges of a worker that ended; its counters stay."""
    if METRICS_TOKEN:
        from prometheus_client.multiprocess import mark_process_dead

        mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def on_exit(server: Arbiter) -> None:
    """Delete the metrics files with the master."""
    if METRICS_TOKEN:
        shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)
