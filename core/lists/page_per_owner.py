"""A page for each of many owners in one SQL statement: the comments of 20 posts, say.

A lateral join reads an index range of `request.limit` rows for each owner, however many rows the
owner has; a window function would read them all.
"""

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import NamedTuple, TypeVar

from django.db.models import Model

from core.database.postgresql.prepared import Prepared
from core.database.rows import instances_of
from core.visibility import Viewer

from .pages import Page, PageRequest

M = TypeVar("M", bound=Model)

_id = attrgetter("id")


class PagePerOwner(NamedTuple):
    """The statement in both directions.

    Its parameters are `owners`, `below` and `above` (ids, exclusive), `limit` and `viewer`.
    """

    newest: Prepared
    oldest: Prepared


def newest_first_of_each(
    viewer: Viewer,
    model: type[M],
    statement: PagePerOwner,
    owners: Sequence[int],
    request: PageRequest,
    owner: Callable[[M], int | None],
) -> dict[int, Page[M]]:
    """Return the page of each owner that has rows, newest first; `owner` tells whose a row is."""
    rows: dict[int | None, list[M]] = {}
    for row in instances_of(
        model,
        statement.oldest if request.backward else statement.newest,
        {
            "viewer": viewer.key,
            "owners": list(owners),
            **request.id_range,
        },
    ):
        rows.setdefault(owner(row), []).append(row)
    return {each: Page.cut(rows[each], request, key=_id) for each in owners if each in rows}
