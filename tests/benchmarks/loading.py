"""Loading the network into both stores at once, as if it had come through the journal."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg2
from django.core.management import call_command
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from graph import schema
from graph.connection import client

from .documents import move_sequences, write_documents
from .journal import write_journal
from .network import Network, Size
from .offline_import import run_import, write_files
from .servers import Bench, begin_load, end_load

Write = Callable[[Any, Network], Iterator[int]]


def load(bench: Bench, console: Console) -> None:
    """Start the engines on new stores and fill them; both run on when this returns.

    An interrupted load leaves no stamp, so the next run starts it again.
    """
    begin_load(bench)
    began = time.monotonic()
    bench.postgres.start()
    call_command("migrate", verbosity=0, interactive=False)
    network = bench.network
    columns = (
        TextColumn("{task.description:<28}"),
        BarColumn(),
        TextColumn("{task.percentage:3.0f} %"),
    )
    with Progress(*columns, TimeElapsedColumn(), console=console) as progress:
        _Load(bench, network, progress).run()
    check(network)
    end_load(bench)
    console.print(
        f"Loaded {network.size.entries:,} journal entries and what they tell of "
        f"in {time.monotonic() - began:.0f} s."
    )


def reopen(bench: Bench) -> None:
    """Start the engines on the stores of an earlier load."""
    bench.neo4j.begin()
    bench.postgres.start()
    call_command("migrate", verbosity=0, interactive=False)
    bench.neo4j.wait()
    schema.install()


class _Load:
    """One load: what runs beside what, and how far it is."""

    def __init__(self, bench: Bench, network: Network, progress: Progress) -> None:
        self._bench = bench
        self._network = network
        self._progress = progress
        self._stopped = threading.Event()

    def run(self) -> None:
        """Fill both stores; raises the first failure of either."""
        self._step("Network", self._make_network)
        with ThreadPoolExecutor() as threads:
            graph = threads.submit(self._import_graph)
            rows = [threads.submit(self._load_journal), threads.submit(self._load_documents)]
            try:
                graph.result()
                # By this thread: a server goes when the thread that started it ends.
                self._step("Neo4j: start and indexes", self._open_graph)
                for each in rows:
                    each.result()
            finally:
                self._stopped.set()
        self._step("PostgreSQL: statistics", self._settle)

    def _make_network(self) -> None:
        for part in ("joined", "usernames", "follows", "posts", "likes", "comments"):
            getattr(self._network, part)

    def _import_graph(self) -> None:
        network, folder = self._network, self._bench.folder / "import"
        rows = sum(network.size) + network.size.posts
        self._follow("Neo4j: files", write_files(folder, network), rows)
        shares = run_import(self._bench.neo4j, folder, network)
        task = self._progress.add_task("Neo4j: import", total=1)
        for share in shares:
            self._alive()
            self._progress.update(task, completed=share)

    def _open_graph(self) -> None:
        self._bench.neo4j.start()
        schema.install()

    def _load_journal(self) -> None:
        self._copy("PostgreSQL: journal", write_journal, self._network.size.entries)

    def _load_documents(self) -> None:
        size = self._network.size
        rows = size.people + size.posts + size.comments
        self._copy("PostgreSQL: documents", write_documents, rows)

    def _copy(self, name: str, write: Write, rows: int) -> None:
        with _Cursor(self._bench) as cursor:
            self._follow(name, write(cursor, self._network), rows)

    def _settle(self) -> None:
        with _Cursor(self._bench) as cursor:
            move_sequences(cursor, self._network)
            # Or autovacuum would come while the clock runs.
            cursor.execute("VACUUM (ANALYZE)")

    def _follow(self, name: str, batches: Iterator[int], rows: int) -> None:
        task = self._progress.add_task(name, total=rows)
        for count in batches:
            self._alive()
            self._progress.advance(task, count)

    def _step(self, name: str, work: Callable[[], None]) -> None:
        task = self._progress.add_task(name, total=None)
        work()
        self._progress.update(task, total=1, completed=1)

    def _alive(self) -> None:
        """End this thread's work when another's failed."""
        if self._stopped.is_set():
            raise RuntimeError("The load was stopped.")


def check(network: Network) -> None:
    """Raise RuntimeError unless the graph holds as much as the network has."""
    held = Size(
        people=client.read_one("MATCH (:User) RETURN count(*) AS held")["held"],
        follows=client.read_one("MATCH ()-[:FOLLOWS]->() RETURN count(*) AS held")["held"],
        posts=client.read_one("MATCH (:Post) RETURN count(*) AS held")["held"],
        likes=client.read_one("MATCH ()-[:LIKED]->() RETURN count(*) AS held")["held"],
        comments=client.read_one("MATCH ()-[:COMMENTED_ON]->() RETURN count(*) AS held")["held"],
    )
    if held != network.size:
        raise RuntimeError(f"The graph holds {held}, not {network.size}.")


class _Cursor:
    """A cursor of a connection of its own, each statement a transaction; for COPY and VACUUM."""

    def __init__(self, bench: Bench) -> None:
        self._connection = psycopg2.connect(bench.postgres.url)
        self._connection.autocommit = True

    def __enter__(self) -> Any:
        return self._connection.cursor()

    def __exit__(self, *failure: object) -> None:
        self._connection.close()
