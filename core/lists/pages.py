"""Keyset pages: the request and the page."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar, cast

from django.db.models import Model, QuerySet

T = TypeVar("T")
U = TypeVar("U")
M = TypeVar("M", bound=Model)

KeyPart = int | float | str
Key = KeyPart | tuple[KeyPart, ...]
"""The position of a row: the value or values that the list is ordered by."""

DEFAULT_SIZE = 20
MAX_SIZE = 100
# What the stores can compare with.
HIGHEST = 2**63 - 1
LOWEST = -(2**63)


@dataclass(frozen=True, slots=True)
class PageRequest:
    """A stretch of a list: the `first` rows after `after`, or the `last` rows before `before`.

    Exactly one of `first` and `last` is set. Both ends, where given, are keys of the list and are
    themselves left out. A store fetches `limit` rows, the first ones in list order or, if
    `backward`, the last ones in reverse order, and hands them to `Page.cut`.
    """

    first: int | None = None
    last: int | None = None
    after: Key | None = None
    before: Key | None = None

    def __post_init__(self) -> None:
        if (self.first is None) == (self.last is None):
            raise ValueError("A page request has either `first` or `last`.")

    @property
    def size(self) -> int:
        """How many rows the page holds at most."""
        return self.last or self.first or 0

    @property
    def limit(self) -> int:
        """How many rows to fetch: one more than the page holds tells whether the list goes on."""
        return self.size + 1

    @property
    def backward(self) -> bool:
        """Whether the rows nearest to the end of the stretch are wanted."""
        return self.last is not None

    @property
    def id_range(self) -> dict[str, Key]:
        """What statements of lists by id, newest first, take: `below`, `above` and `limit`."""
        return {
            "below": HIGHEST if self.after is None else self.after,
            "above": LOWEST if self.before is None else self.before,
            "limit": self.limit,
        }

    @property
    def reversed(self) -> "PageRequest":
        """The request for the same rows of the list in the opposite order."""
        return PageRequest(self.last, self.first, self.before, self.after)

    def at_or_before_after(self, *, descending: bool) -> "PageRequest | None":
        """Return the row at `after`, or the nearest before it; None if there is no `after`.

        For lists whose keys, or the last numbers of them, are whole numbers and unique.
        """
        if self.after is None:
            return None
        return PageRequest(last=1, before=_moved(self.after, -1 if descending else 1))

    def at_or_after_before(self, *, descending: bool) -> "PageRequest | None":
        """Return the row at `before`, or the nearest after it; None without `before`."""
        if self.before is None:
            return None
        return PageRequest(first=1, after=_moved(self.before, 1 if descending else -1))


def _moved(key: Key, step: int) -> Key:
    *others, last = key if isinstance(key, tuple) else (key,)
    moved = max(LOWEST, min(cast(int, last) + step, HIGHEST))
    return (*others, moved) if isinstance(key, tuple) else moved


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A part of a stretch in list order, the key of each row, and whether the stretch goes on.

    Rows beyond the cursor that bounds the stretch are not looked at. A page that is not full though
    the stretch goes on has `read_to`, the key of the last row that was looked at.
    """

    items: Sequence[T]
    keys: Sequence[Key]
    has_previous: bool
    has_next: bool
    read_to: Key | None = None

    @classmethod
    def cut(cls, rows: Sequence[T], request: PageRequest, key: Callable[[T], Key]) -> "Page[T]":
        """Return the page in `rows`: up to `request.limit` of them, as the store fetched them."""
        more = len(rows) > request.size
        kept = rows[: request.size]
        if request.backward:
            kept = kept[::-1]
        return cls(
            items=kept,
            keys=[key(row) for row in kept],
            has_previous=request.backward and more,
            has_next=not request.backward and more,
        )

    @property
    def reversed(self) -> "Page[T]":
        """The page as it is in the list in the opposite order."""
        return Page(self.items[::-1], self.keys[::-1], self.has_next, self.has_previous)

    def of(self: "Page[int]", documents: Mapping[int, U]) -> "Page[U]":
        """Return the page of the documents with these ids; those without one fall out."""
        rows = zip(self.items, self.keys, strict=True)
        kept = [(documents[id_], key) for id_, key in rows if id_ in documents]
        return Page(
            [document for document, _ in kept],
            [key for _, key in kept],
            self.has_previous,
            self.has_next,
        )

    @classmethod
    def empty(cls) -> "Page[T]":
        """Return the page of an empty list."""
        return cls(items=(), keys=(), has_previous=False, has_next=False)


def newest_first(rows: QuerySet[M], request: PageRequest) -> Page[M]:
    """Return a page of documents whose ids sort by time, newest first; the key is the id.

    One SQL statement, an index range of `request.limit` rows where `rows` has an index that ends
    in the id.
    """
    return _by_id(rows, request, descending=True)


def oldest_first(rows: QuerySet[M], request: PageRequest) -> Page[M]:
    """Return a page of documents, oldest first; otherwise like `newest_first`."""
    return _by_id(rows, request, descending=False)


def _by_id(rows: QuerySet[M], request: PageRequest, *, descending: bool) -> Page[M]:
    beyond, short_of = ("lt", "gt") if descending else ("gt", "lt")
    if request.after is not None:
        rows = rows.filter(**{f"id__{beyond}": request.after})
    if request.before is not None:
        rows = rows.filter(**{f"id__{short_of}": request.before})
    order = "id" if descending == request.backward else "-id"
    return Page.cut(list(rows.order_by(order)[: request.limit]), request, key=lambda row: row.pk)
