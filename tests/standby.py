"""A streaming replica of a test's own PostgreSQL, which may lag, die and freeze."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg2

from core.dev.engines.addresses import DATABASE_USER, socket_folder
from core.dev.engines.postgres import EmbeddedPostgres
from tests.freezing import freeze
from tests.waiting import wait_until


class Standby(EmbeddedPostgres):
    """A server made by pg_basebackup from the one whose data lie in `primary`."""

    def __init__(self, data: Path, primary: Path) -> None:
        super().__init__(data, durable=False)
        self._primary = primary

    def pause(self) -> None:
        """Receive everything and replay nothing: a lag without end."""
        self.ask("SELECT pg_wal_replay_pause()")
        wait_until(lambda: self.ask("SELECT pg_get_wal_replay_pause_state()") == "paused")

    def resume(self) -> None:
        """Replay what has come in."""
        self.ask("SELECT pg_wal_replay_resume()")

    def ask(self, statement: str) -> object:
        """The first value of the answer, in a session of its own."""
        session = psycopg2.connect(self.url)
        try:
            with session, session.cursor() as cursor:
                cursor.execute(statement)
                (value,) = cursor.fetchone() or (None,)
                return value
        finally:
            session.close()

    def kill(self) -> None:
        """`kill -9` for every process of it."""
        for process in self._processes():
            process.kill()
        self.process.stop()

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Stop every process: it accepts connections and never answers."""
        processes = self._processes()
        for process in processes:
            freeze(process)
        try:
            yield
        finally:
            for process in processes:
                process.send_signal(signal.SIGCONT)

    def _processes(self) -> list[psutil.Process]:
        assert self.process.pid is not None
        first = psutil.Process(self.process.pid)
        return [first, *first.children(recursive=True)]

    def _create(self) -> None:
        self.data.mkdir(mode=0o700)
        if self.user:
            os.chown(self.data, *self.user)
        sockets = str(socket_folder(self._primary))
        source = ("-h", sockets, "-U", DATABASE_USER, "--checkpoint=fast", "--no-sync")
        self._run(["pg_basebackup", "-D", self.data, "-R", *source])


@contextmanager
def standby_of(primary: Path, data: Path) -> Iterator[Standby]:
    """A replica of the server whose data lie in `primary`, caught up, until the block ends."""
    standby = Standby(data, primary)
    with standby:
        yield standby
