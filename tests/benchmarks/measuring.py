"""The feed query by GraphQL and by hand, timed side by side."""

import os
import statistics
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from .client import WAYS, Timing, side_by_side
from .people import BANDS, EACH, Person
from .servers import Bench
from .statements import count_statements

WARM_UP_ROUNDS = 6
ROUNDS = 6
CLIENTS = 4


def measure(bench: Bench, people: Sequence[Person], console: Console) -> None:
    """Time both ways, one client first and then several at once."""
    console.print("Warming up.")
    side_by_side(
        CLIENTS, bench.port, people, lambda each, share: each.warm_up(share, WARM_UP_ROUNDS)
    )
    for clients in (1, CLIENTS):
        parts = side_by_side(
            clients, bench.port, people, lambda each, share: each.compare(share, ROUNDS)
        )
        title = f"Milliseconds, {clients} at a time ({EACH} people of each kind, {ROUNDS} times)"
        console.print(timings_table(title, [timing for part in parts for timing in part]))
    load = os.getloadavg()[0]
    console.print(f"The machine has {os.cpu_count()} processors; its load is {load:.1f}.")


def timings_table(title: str, timings: Sequence[Timing]) -> Table:
    """Median and 95th percentile of both ways, for each band and for all."""
    table = Table(title=title, title_justify="left")
    table.add_column("follow")
    for way in WAYS:
        table.add_column(f"{way}\nmedian", justify="right")
        table.add_column("\np95", justify="right")
    table.add_column("ratio of\nmedians", justify="right")
    for band in (*BANDS, None):
        table.add_row(str(band or "all"), *_cells([t for t in timings if band in (None, t.band)]))
    return table


def statements_table(people: Sequence[Person]) -> Table:
    """SQL and Cypher statements for pages of 1, 20 and 50 posts."""
    table = Table(title="Statements of the feed query", title_justify="left", min_width=30)
    for name in ("posts", "SQL", "Cypher"):
        table.add_column(name, justify="right")
    reader = next(person for person in people if person.band == BANDS[-1])
    for first in (1, 20, 50):
        table.add_row(*map(str, count_statements(reader, first)))
    return table


def _cells(timings: Sequence[Timing]) -> list[str]:
    cells, medians = [], []
    for way in WAYS:
        times = [timing.seconds * 1_000 for timing in timings if timing.way == way]
        medians.append(statistics.median(times))
        cells += [f"{medians[-1]:.1f}", f"{statistics.quantiles(times, n=20)[-1]:.1f}"]
    return [*cells, f"{medians[0] / medians[1]:.2f}"]
