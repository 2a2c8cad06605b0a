"""The worst operations, in figures: in this process, and of a server that was just started."""

import json
import os
import re
from collections.abc import Sequence
from functools import partial
from http.client import HTTPConnection
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from .operations import selection
from .servers import Bench
from .weighing import Search, Weighed, run
from .worker import Taken, one_worker

ROUNDS = 5


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
            f"Over HTTP, for {name}: {served.seconds * 1000:.0f} ms, of them "
            f"{served.processor * 1000:.0f} ms in the worker, and {served.megabytes:.0f} MB."
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
    """The best of three for the slowest user."""
    runs = [
        min((run(token, each.parts, each.cost) for _ in range(3)), key=lambda one: one.seconds)
        for token in search.tokens
    ]
    return max(runs, key=lambda one: one.seconds)


def _over_http(bench: Bench, token: str, worst: Weighed) -> Taken[None]:
    """The quickest of ROUNDS."""
    query = f"query {{ {selection(worst.parts)} }}"
    with one_worker(bench) as worker:
        _ask(bench.port, token, "{ me { id } }")
        rounds = [worker.measured(partial(_ask, bench.port, token, query)) for _ in range(ROUNDS)]
        return min(rounds, key=lambda taken: taken.seconds)


def _ask(port: int, token: str, query: str) -> None:
    connection = HTTPConnection("127.0.0.1", port)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    connection.request("POST", "/graphql/", json.dumps({"query": query}), headers)
    connection.getresponse().read()
    connection.close()


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
