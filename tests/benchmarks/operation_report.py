"""The table of the service's operations."""

from collections.abc import Mapping

from rich.table import Table

from .feed_report import PARTS
from .operation_measures import Counted, Taken


def operations_table(taken: Mapping[str, Taken], counted: Mapping[str, Counted]) -> Table:
    """Return a row an operation: times, processor time, statements."""
    table = Table(title="Operations of this service", title_justify="left")
    table.add_column("")
    for name in (
        "p50",
        "p95",
        "p99",
        *(f"CPU {part}" for part in PARTS),
        "CPU",
        "SQL",
        "Cypher",
        "failed",
    ):
        table.add_column(name, justify="right", no_wrap=True)
    for name, (times, processor, failed) in taken.items():
        sql, control, cypher = counted[name]
        table.add_row(
            name,
            *(f"{each:.1f}" for each in times),
            *(f"{processor[part]:.1f}" for part in PARTS),
            f"{sum(processor.values()):.1f}",
            f"{sql - control}" + (f" + {control}" if control else ""),
            str(cypher),
            str(failed or ""),
        )
    table.caption = "Milliseconds; SQL: statements + those that begin and end transactions."
    return table
