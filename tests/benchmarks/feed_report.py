"""The tables of the feed: a contender a row."""

from collections.abc import Mapping

from rich.console import Console
from rich.table import Table

from .figures import Processor, Rates, Times

PARTS = ("web", "PostgreSQL", "Neo4j")


NOTES = """\
All answers have the same content. Each contender verifies a JWT in the way that is usual there: the
floor, PostGraphile and @neo4j/graphql the signature and the times; strawberry-django reads the user
as well; this service also knows whether the session was ended or the user suspended since."""


def print_feed(times: Times, processor: Processor, rates: Rates, console: Console) -> None:
    """Print every table of the feed, and what they compare."""
    console.print(times_table(times))
    console.print(processor_table(processor))
    console.print(throughput_table(rates))
    console.print(NOTES)


def times_table(times: Times) -> Table:
    """Return the milliseconds of a feed by how many its viewer follows."""
    table = Table(title="Feed of 20 posts, ms: p50 / p95 / p99 by followed", title_justify="left")
    _columns(table, [f"~{degree:,}" for degree in times])
    for name in _names(times):
        table.add_row(
            name, *(" / ".join(f"{each:.1f}" for each in row[name]) for row in times.values())
        )
    return table


def processor_table(processor: Processor) -> Table:
    """Return the milliseconds of processor time that a feed takes, by process and in all."""
    table = Table(
        title="CPU ms a request, by followed: web + PostgreSQL + Neo4j = all", title_justify="left"
    )
    _columns(table, [f"~{degree:,}" for degree in processor])
    for name in _names(processor):
        table.add_row(name, *(_sum(row[name]) for row in processor.values()))
    return table


def throughput_table(rates: Rates) -> Table:
    """Return requests a second by the number of clients."""
    table = Table(
        title="Requests a second, 2 processes, random viewers, by clients", title_justify="left"
    )
    _columns(table, [str(clients) for clients in rates])
    for name in _names(rates):
        table.add_row(name, *(f"{row[name]:.0f}" for row in rates.values()))
    return table


def _sum(spent: Mapping[str, float]) -> str:
    parts = " + ".join(f"{spent.get(part, 0.0):.1f}" for part in PARTS)
    return f"{parts} = {sum(spent.values()):.1f}"


def _names(rows: Mapping[int, Mapping[str, object]]) -> list[str]:
    return list(next(iter(rows.values())))


def _columns(table: Table, names: list[str]) -> None:
    table.add_column("")
    for name in names:
        table.add_column(name, justify="right", no_wrap=True)
