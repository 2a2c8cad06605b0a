"""The worst operations, in figures: in this process, and of a server that was just started."""

import json
import os
import re
import time
from collections.abc import Sequence
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import psutil
from rich.console import Console
from rich.table import Table

from .operations import selection
from .servers import Bench
from .weighing import Search, Weighed, run

ROUNDS = 5


class Served(NamedTuple):
    """One operation over HTTP: the quickest of ROUNDS, and MB that a worker needed more for it."""

    seconds: float
    megabytes: float


def report(search: Search, bench: Bench, console: Console, shown: int) -> None:
    """Print the slowest, each weighed again, and how cost and time go together."""
    slowest = sorted(search.weighed, key=lambda each: -each.seconds)[:shown]
    confirmed = sorted((_again(search, each) for each in slowest), key=lambda each: -each.seconds)
    _print(console, "The slowest operations that are allowed", confirmed)
    underrated = sorted(search.weighed, key=lambda each: -each.seconds / (each.cost + 400))
    _print(console, "Those that take most for what they cost", underrated[:shown])
    worst = confirmed[0]
    console.print(f"The slowest of all: query {{ {_brief(worst)} }}", markup=False)
    for token, name in zip(
        search.tokens, ("who follows most", "who is followed most"), strict=True
    ):
        served = _over_http(bench, token, worst)
        console.print(
            f"Over HTTP, for {name}: {served.seconds * 1000:.0f} ms, "
            f"and {served.megabytes:.0f} MB more in the worker."
        )
    costs = np.array([each.cost for each in search.weighed])
    seconds = np.array([each.seconds for each in search.weighed])
    console.print(
        f"{len(search.weighed)} allowed, {search.refused} refused. Cost and time: correlation "
        f"{np.corrcoef(costs, seconds)[0, 1]:.2f}, of ranks "
        f"{np.corrcoef(_ranks(costs), _ranks(seconds))[0, 1]:.2f}; "
        f"{1e6 * seconds.sum() / costs.sum():.1f} µs a unit. Load: {os.getloadavg()[0]:.1f}."
    )


def _again(search: Search, each: Weighed) -> Weighed:
    """The best of three for whoever it takes longest."""
    runs = [
        min((run(token, each.parts, each.cost) for _ in range(3)), key=lambda one: one.seconds)
        for token in search.tokens
    ]
    return max(runs, key=lambda one: one.seconds)


def _over_http(bench: Bench, token: str, worst: Weighed) -> Served:
    """Ask a server that has done nothing yet."""
    os.environ["WEB_CONCURRENCY"] = "1"
    bench.web.begin()
    bench.web.wait()
    try:
        _ask(bench.port, token, "{ me { id } }")
        assert bench.web.process.pid is not None
        (worker,) = psutil.Process(bench.web.process.pid).children()
        before = _peak(worker)
        query = f"query {{ {selection(worst.parts)} }}"
        seconds = min(_ask(bench.port, token, query) for _ in range(ROUNDS))
        return Served(seconds, _peak(worker) - before)
    finally:
        bench.web.process.ask_to_stop()
        bench.web.stop()


def _ask(port: int, token: str, query: str) -> float:
    connection = HTTPConnection("127.0.0.1", port)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    began = time.perf_counter()
    connection.request("POST", "/graphql/", json.dumps({"query": query}), headers)
    connection.getresponse().read()
    seconds = time.perf_counter() - began
    connection.close()
    return seconds


def _peak(process: psutil.Process) -> float:
    """The most that it has had, in MB."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    found = re.search(r"VmHWM:\s+(\d+)", status)
    assert found is not None
    return int(found[1]) / 1024


def _ranks(values: Any) -> Any:
    return np.argsort(np.argsort(values))


def _brief(weighed: Weighed) -> str:
    """The operation, its lists of ids by their lengths."""
    return re.sub(
        r"\[[^\]]*\]", lambda ids: f"[{ids[0].count(',') + 1} ids]", selection(weighed.parts)
    )


def _print(console: Console, title: str, rows: Sequence[Weighed]) -> None:
    table = Table(title=title, title_justify="left")
    for name in ("ms", "cost", "SQL", "Cypher", "kB"):
        table.add_column(name, justify="right", min_width=3)
    table.add_column("errors", max_width=20)
    table.add_column("operation")
    for row in rows:
        table.add_row(
            f"{row.seconds * 1000:.0f}",
            str(row.cost),
            str(row.sql),
            str(row.cypher),
            f"{row.bytes / 1000:.0f}",
            ", ".join(sorted(row.codes)),
            _brief(row)[:300],
        )
    console.print(table)
