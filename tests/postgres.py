"""A PostgreSQL of a test's own, which it may stop, kill and freeze."""

import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

import psutil
import pytest
from django.core.management import call_command
from django.db import connection

from core.dev.engines.addresses import SOCKET_NAME
from core.dev.engines.postgres import EmbeddedPostgres
from core.settings.base import database
from tests.engines import PLAN
from tests.freezing import freeze


class OwnPostgres:
    """A running server that Django is connected to; `url` is for processes of the test."""

    def __init__(self, server: EmbeddedPostgres) -> None:
        self._server = server
        self.url = server.url
        self.socket = server.socket_folder / SOCKET_NAME

    def stop(self) -> None:
        """End it as an operator would, every session included."""
        self._server.stop()

    def start(self) -> None:
        """Start it again on its data."""
        self._server.start()

    def kill(self) -> None:
        """`kill -9` for every process of it."""
        for process in self._processes():
            with suppress(psutil.NoSuchProcess):  # it noticed that the first one is gone
                process.kill()
        self._server.process.stop()

    def freeze(self) -> None:
        """Stop every process of it in the middle; it takes connections and never says a word."""
        for process in self._processes():
            freeze(process)

    def thaw(self) -> None:
        """Let it go on."""
        for process in self._processes():
            process.send_signal(signal.SIGCONT)

    def _processes(self) -> list[psutil.Process]:
        """The first one comes first: frozen, it starts no more of them."""
        pid = self._server.process.pid
        if pid is None:
            return []
        first = psutil.Process(pid)
        return [first, *first.children(recursive=True)]


class Copy(EmbeddedPostgres):
    """A server whose data are a copy of those that lie migrated."""

    def _create(self) -> None:
        subprocess.run(["cp", "-a", str(_migrated()), str(self.data)], check=True)


@contextmanager
def own_postgres(
    folder: Path, monkeypatch: pytest.MonkeyPatch, *, durable: bool = False
) -> Iterator[OwnPostgres]:
    """A migrated, empty server that Django is connected to until the block ends.

    One that is killed must be `durable`, or it may come back without the last commits: then it is
    older than the graph, which is rebuilt.
    """
    with Copy(folder / "postgres", durable=durable) as server, _connected_to(server, monkeypatch):
        own = OwnPostgres(server)
        try:
            yield own
        finally:
            own.thaw()


@cache
def _migrated() -> Path:
    """Return the data of an empty server that has been migrated and stopped: once a process."""
    data = PLAN.folder / "migrated" / "postgres"
    with (
        EmbeddedPostgres(data, durable=False) as server,
        _connected_to(server, pytest.MonkeyPatch()),
    ):
        call_command("migrate", verbosity=0)
    return data


@contextmanager
def _connected_to(server: EmbeddedPostgres, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    connection.close()
    with monkeypatch.context() as patch:
        settings: dict[str, Any] = {"HOST": "", "PORT": "", **database(server.url)}
        for name, value in settings.items():
            patch.setitem(connection.settings_dict, name, value)
        try:
            yield
        finally:
            connection.close()
