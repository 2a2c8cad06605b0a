"""What gunicorn is told beside its command line: `--config python:core.gunicorn`."""

import os
import shutil
import tempfile
from logging.config import dictConfig

from gunicorn.arbiter import Arbiter
from gunicorn.config import Config
from gunicorn.glogging import Logger
from gunicorn.workers.base import Worker

from core.settings.telemetry import LOGGING, METRICS_TOKEN

if METRICS_TOKEN:
    # Each master has files of its own, in memory where /dev/shm is: a master that replaces
    # another (USR2) must not count the other's workers. Set before the library is imported.
    _memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="metrics-", dir=_memory)


class OneForm(Logger):
    """gunicorn's lines in the form of all others; those of access only with `--access-logfile`."""

    def setup(self, cfg: Config) -> None:
        super().setup(cfg)
        dictConfig(LOGGING)


logger_class = OneForm


def child_exit(server: Arbiter, worker: Worker) -> None:
    """A worker that is gone has no connections; what it counted stays."""
    if METRICS_TOKEN:
        from prometheus_client.multiprocess import mark_process_dead

        mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def on_exit(server: Arbiter) -> None:
    """The files go with the master."""
    if METRICS_TOKEN:
        shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)
