"""Skeleton → hydrate → rules: pages of the graph's ids become pages of documents."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Generic, TypeVar

from .pages import Key, Page, PageRequest

Row = TypeVar("Row")
T = TypeVar("T")

# The graph may briefly list deleted documents, and a viewer may mute words of many. More rounds
# would chase a mass deletion; each takes more rows than the one before, so that few are needed.
REFILLS = 3
GROWTH = 3
MIN_REFILL, MAX_REFILL = 60, 200


@dataclass(frozen=True, slots=True)
class Hydration(Generic[Row, T]):
    """How one kind of list is read.

    `skeleton` returns for each owner up to `request.limit` rows in list order (the last ones if
    `request.backward`), `key` the place of a row in its list, `document` the id that `hydrate`
    finds.
    """

    skeleton: Callable[[Sequence[int], PageRequest], Mapping[int, Sequence[Row]]]
    key: Callable[[Row], Key]
    document: Callable[[Row], int]
    hydrate: Callable[[Sequence[int]], Mapping[int, T]]

    def pages(self, owners: Sequence[int], request: PageRequest) -> dict[int, Page[T]]:
        """Return a page of documents for each owner, in the order of the skeleton.

        One Cypher and one SQL statement for all of them. Rows without a document fall out, and a
        page that is short for that is refilled, at most REFILLS times. One that is short after
        that says that the list goes on, and where.
        """
        rows = self._rows(owners, request)
        found = self._found([row for each in rows.values() for row in each])
        return {owner: self._page(owner, rows.get(owner, ()), found, request) for owner in owners}

    def page(self, owner: int, request: PageRequest) -> Page[T]:
        """Return the page of one owner."""
        return self.pages([owner], request)[owner]

    def _page(
        self, owner: int, rows: Sequence[Row], found: Mapping[int, T], request: PageRequest
    ) -> Page[T]:
        kept = self._kept(rows, found)
        asked = request
        for _ in range(REFILLS):
            if len(kept) > request.size or len(rows) < asked.limit:
                break
            asked = self._beyond(asked, rows[-1])
            rows = self._rows([owner], asked).get(owner, ())
            kept += self._kept(rows, self._found(rows))
        page = Page.cut(kept, request, key=lambda pair: pair[1])
        is_cut_short = len(kept) <= request.size and len(rows) == asked.limit
        return Page(
            items=[item for item, _ in page.items],
            keys=page.keys,
            has_previous=page.has_previous or (request.backward and is_cut_short),
            has_next=page.has_next or (not request.backward and is_cut_short),
            read_to=self.key(rows[-1]) if is_cut_short else None,
        )

    def _rows(self, owners: Sequence[int], request: PageRequest) -> Mapping[int, Sequence[Row]]:
        """Return the rows of each owner for `Page.cut`: nearest to the wanted end first."""
        rows = self.skeleton(owners, request)
        if not request.backward:
            return rows
        return {owner: each[::-1] for owner, each in rows.items()}

    def _found(self, rows: Sequence[Row]) -> Mapping[int, T]:
        return self.hydrate(list({self.document(row) for row in rows})) if rows else {}

    def _kept(self, rows: Sequence[Row], found: Mapping[int, T]) -> list[tuple[T, Key]]:
        return [
            (found[self.document(row)], self.key(row))
            for row in rows
            if self.document(row) in found
        ]

    def _beyond(self, request: PageRequest, row: Row) -> PageRequest:
        size = min(max(request.size * GROWTH, MIN_REFILL), MAX_REFILL)
        if request.backward:
            return replace(request, last=size, before=self.key(row))
        return replace(request, first=size, after=self.key(row))


def graph_list(
    traversal: Callable[..., Mapping[int, Sequence[Row]]],
    hydrate: Callable[[Sequence[int]], Mapping[int, T]],
) -> Hydration[Row, T]:
    """Return the list of the documents that a traversal finds for each owner.

    The traversal takes the owners and `keyset.Bounds`; its rows have an `id` and a `key`.
    """

    def skeleton(owners: Sequence[int], request: PageRequest) -> Mapping[int, Sequence[Row]]:
        return traversal(
            owners,
            limit=request.limit,
            before=request.after,
            after=request.before,
            backwards=request.backward,
        )

    return Hydration(skeleton, attrgetter("key"), attrgetter("id"), hydrate)
