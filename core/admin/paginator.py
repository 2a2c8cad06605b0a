"""Pages of the admin's lists, counted only up to the last page."""

from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.db import connection
from django.db.models import QuerySet

# A larger offset would scan every row before it.
MAX_COUNT = 10_000


def bounded_count(rows: QuerySet[Any]) -> int:
    """Return the number of rows, up to `MAX_COUNT` + 1. One SQL statement that stops there."""
    return rows.order_by()[: MAX_COUNT + 1].count()


def shown_count(count: int) -> str:
    """Return a bounded count as text: `9,999`, or `10,000+`."""
    return f"{MAX_COUNT:,}+" if count > MAX_COUNT else f"{count:,}"


class BoundedPaginator(Paginator):  # type: ignore[type-arg]  # not generic at run time
    """Pages over the first `MAX_COUNT` rows; older ones are found by search and filters."""

    object_list: QuerySet[Any]

    @cached_property
    def _counted(self) -> int:
        return bounded_count(self.object_list)

    @cached_property
    def count(self) -> int:
        """The number of rows on all pages."""
        return min(self._counted, MAX_COUNT)

    @property
    def cut_off(self) -> bool:
        """Whether there are rows beyond the last page."""
        return self._counted > MAX_COUNT

    @cached_property
    def shown_count(self) -> str:
        """The number of rows as text.

        Exact up to `MAX_COUNT`. Beyond, a list without filters shows what PostgreSQL's last ANALYZE
        estimated, and a list with filters `10,000+`.
        """
        rows = self.object_list
        if self.cut_off and not rows.query.where:
            estimate = _estimated_rows(rows.model._meta.db_table)
            if estimate > MAX_COUNT:
                return f"about {estimate:,}"
        return shown_count(self._counted)


def _estimated_rows(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples::bigint FROM pg_class WHERE oid = %s::regclass", [table])
        return int(cursor.fetchone()[0])
