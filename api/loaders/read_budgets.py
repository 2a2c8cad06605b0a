"""Lists of relations are read within a budget (core/ratelimit/read_budgets.py)."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from api.context import Context
from core.lists.pages import Page
from core.ratelimit import read_budgets

T = TypeVar("T")


def within_read_budget(
    context: Context, read: Callable[[], Mapping[int, Page[T]]]
) -> Mapping[int, Page[T]]:
    """Return what `read` returns, counted for the viewer and the address. Raises RateLimited."""
    who = _readers(context)
    read_budgets.check(who)
    pages = read()
    read_budgets.count(who, sum(len(page.items) for page in pages.values()))
    return pages


def count_relations(context: Context, entries: int) -> None:
    """Count relations that are part of another list. Raises RateLimited."""
    who = _readers(context)
    read_budgets.check(who)
    read_budgets.count(who, entries)


def _readers(context: Context) -> read_budgets.Readers:
    viewer = context.viewer
    uid = context.read_by if viewer is None else viewer.pk
    return read_budgets.readers(user_id=uid, address=context.address)
