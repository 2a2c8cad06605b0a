"""How PostgreSQL reads its tables: every scan of a statement, and the rows that it went through."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.db import connection


class Scan(NamedTuple):
    """One scan of a plan, by this index or none; `rows` counts those that a filter dropped too."""

    node: str
    table: str
    by: str
    rows: int


@contextmanager
def scans() -> Iterator[list[Scan]]:
    """Yields a list that the scans of the block's SELECTs are added to.

    Each statement is run once more for that, by EXPLAIN ANALYZE.
    """
    seen: list[Scan] = []

    def explain(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.lstrip().startswith(("SELECT", "WITH")):
            with connection.connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", params)
                seen.extend(_scans(cursor.fetchone()[0][0]["Plan"]))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explain):
        yield seen


def _scans(plan: dict[str, Any]) -> Iterator[Scan]:
    if "Relation Name" in plan:
        through = plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0)
        yield Scan(
            plan["Node Type"],
            plan["Relation Name"],
            plan.get("Index Name") or ", ".join(_indexes(plan)),
            round(through * plan["Actual Loops"]),
        )
    for child in plan.get("Plans", []):
        yield from _scans(child)


def _indexes(plan: dict[str, Any]) -> Iterator[str]:
    """The indexes that a Bitmap Heap Scan takes its rows from."""
    for child in plan.get("Plans", []):
        if child["Node Type"] == "Bitmap Index Scan":
            yield child["Index Name"]
        elif child["Node Type"] in ("BitmapAnd", "BitmapOr"):
            yield from _indexes(child)
