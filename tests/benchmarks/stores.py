"""`make bench-stores`: the time of an audit and of a rebuild of a graph with a million edges."""

import os
import shutil
import subprocess
import sys

from rich.console import Console

from core.dev.engines.neo4j import EmbeddedNeo4j

from .network import Network, Size
from .program import run
from .servers import ROOT, Bench

# With an edge from each author to their post: a million edges.
MILLION = Size(people=20_000, follows=300_000, posts=150_000, likes=450_000, comments=100_000)


def _measure(bench: Bench, console: Console) -> None:
    """The commands that an operator would give."""
    _run(console, "audit_graph")
    console.print("\nNeo4j loses its data.")
    _lose(bench.neo4j)
    _run(console, "rebuild_graph")
    console.print("\nThe same with an existing graph, which is emptied first.")
    _run(console, "rebuild_graph")


def _run(console: Console, command: str) -> None:
    """Run it as a process of its own, and say how much memory it took at most."""
    console.print(f"\nmanage.py {command}")
    process = subprocess.Popen([sys.executable, "manage.py", command], cwd=ROOT)
    _, status, usage = os.wait4(process.pid, 0)
    console.print(f"At most {usage.ru_maxrss / 1024:.0f} MB of memory.")
    if status:
        sys.exit(f"{command} failed.")


def _lose(neo4j: EmbeddedNeo4j) -> None:
    neo4j.stop()
    shutil.rmtree(neo4j.home / "data")
    neo4j.start()


if __name__ == "__main__":
    run("bench-stores", Network(MILLION), _measure)
