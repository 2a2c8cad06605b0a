"""`make bench-import`: importing an edge list, beside a program that writes the same graph by hand.

Both read the same file into new stores, in turn. The other one is what people write first: the
driver, with `UNWIND` and `MERGE` in batches (`raw_import.py`).
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import django
import numpy as np
from rich.console import Console
from rich.table import Table

from core.dev.engines.workspace import AlreadyRunning

from .copying import iso_times
from .cpu import Cpu
from .network import Network, Size
from .servers import ROOT, Bench, begin_load, prepared

# As many as a network that is often used for comparisons has.
SIZE = Size(people=76_000, follows=508_837, posts=1_000, likes=0, comments=0)
HAND, SERVICE = "by hand", "this service"
COMMANDS = {
    HAND: ("-m", "tests.benchmarks.raw_import"),
    SERVICE: ("manage.py", "import_network"),
}


class Taken(NamedTuple):
    """What one import took, in seconds; processor time by process."""

    seconds: float
    cpu: dict[str, float]


def write_by_follower(path: Path, network: Network) -> None:
    """Write the follows of one user after another, without times, as published networks are."""
    follows = network.follows
    order = np.lexsort((follows.followee, follows.follower))
    pairs = zip(follows.follower[order].tolist(), follows.followee[order].tolist(), strict=True)
    path.write_text("".join(f"{one}\t{other}\n" for one, other in pairs))


def write_by_time(path: Path, network: Network) -> None:
    """Write the follows in the order in which they came to be, with their times."""
    follows = network.follows
    rows = zip(
        follows.follower.tolist(), follows.followee.tolist(), iso_times(follows.at), strict=True
    )
    with path.open("w") as file:
        file.write("follower,followee,since\n")
        file.writelines(f"{one},{other},{at}\n" for one, other, at in rows)


FILES = {"by follower": write_by_follower, "by time": write_by_time}


def _measure(bench: Bench, console: Console, rounds: int) -> None:
    for name, write in FILES.items():
        path = bench.folder / f"{name.replace(' ', '-')}.csv"
        write(path, bench.network)
        taken: dict[str, list[Taken]] = {HAND: [], SERVICE: []}
        for _ in range(rounds):
            for contender, command in COMMANDS.items():
                taken[contender].append(_run(bench, [*command, str(path)]))
                _check(contender, bench.network.size.follows)
        console.print(_table(name, bench.network.size.follows, taken))


def _run(bench: Bench, command: Sequence[str]) -> Taken:
    """Run it on new stores."""
    from django.core.management import call_command
    from django.db import connection

    from graph import schema
    from graph.connection import driver

    connection.close()
    driver.close()
    for engine in (bench.neo4j, bench.postgres):
        engine.stop()
    begin_load(bench)
    bench.postgres.start()
    call_command("migrate", verbosity=0, interactive=False)
    bench.neo4j.start()
    schema.install()
    roots = {"PostgreSQL": bench.postgres.process.pid, "Neo4j": bench.neo4j.process.pid}
    cpu = Cpu({name: pid for name, pid in roots.items() if pid})
    began = time.monotonic()
    process = subprocess.Popen([sys.executable, *command], cwd=ROOT, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.monotonic() - began
    if status:
        sys.exit(f"{' '.join(command)} failed.")
    servers = {name: spent / 1_000 for name, spent in cpu.milliseconds().items()}
    return Taken(seconds, {"Python": usage.ru_utime + usage.ru_stime, **servers})


def _check(contender: str, follows: int) -> None:
    """Exit unless the graph has every follow once, and the journal nothing that waits."""
    from core.journal.models import JournalEntry
    from graph.connection import client

    counted = client.read_long(
        "MATCH (a:User)-[e:FOLLOWS]->(b:User) "
        "RETURN count(*) AS follows, count(DISTINCT [a.uid, b.uid]) AS pairs"
    )
    held = dict(counted[0])
    if held != {"follows": follows, "pairs": follows}:
        sys.exit(f"{contender}: the graph has {held}.")
    if waiting := JournalEntry.objects.waiting().count():
        sys.exit(f"{contender}: {waiting} entries of the journal wait.")


def _table(name: str, follows: int, taken: dict[str, list[Taken]]) -> Table:
    table = Table(
        "importer", "seconds", "edges a second", "Python", "PostgreSQL", "Neo4j", "all", title=name
    )
    for contender, runs in taken.items():
        for run in runs:
            table.add_row(
                contender,
                f"{run.seconds:.1f}",
                f"{follows / run.seconds:,.0f}",
                *(f"{run.cpu[process]:.1f}" for process in ("Python", "PostgreSQL", "Neo4j")),
                f"{sum(run.cpu.values()):.1f}",
            )
    least = {each: min(run.seconds for run in runs) for each, runs in taken.items()}
    table.caption = (
        f"{follows:,} follows; processor time in seconds. "
        f"At its best this service has {least[HAND] / least[SERVICE]:.0%} of the rate by hand."
    )
    return table


def main(share: float = 1.0, rounds: int = 2) -> None:
    """Measure; ends the process where it cannot."""
    console = Console()
    size = _share_of(SIZE, share)
    try:
        with prepared("bench-import", Network(size)) as bench:
            django.setup()
            _measure(bench, console, rounds)
    except AlreadyRunning as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit("Stopped.")


def _share_of(size: Size, share: float) -> Size:
    return size._replace(people=round(size.people * share), follows=round(size.follows * share))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--share", type=float, default=1.0, help="of the network")
    parser.add_argument("--rounds", type=int, default=2)
    given = parser.parse_args()
    main(given.share, given.rounds)
