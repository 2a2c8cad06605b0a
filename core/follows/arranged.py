"""Lists of follows in another order, or filtered: a bounded part of the edges, arranged here.

The usual list is read page by page (`selectors.py`). What these lists ask for is in no index of the
graph, so each reads WINDOW edges from the beginning of the list, and no list goes on beyond.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from core.lists.pages import Key, Page, PageRequest
from core.visibility import Viewer, hidden_people, not_hidden
from graph.edges import FOLLOWS
from graph.traversals.edge_ends import EdgeEnd, actors, targets
from graph.traversals.edge_pairs import connected
from graph.traversals.mutual_counts import mutual_counts

from .matching import Names, matching

WINDOW = 5_000


class Side(StrEnum):
    """Which list of a user."""

    FOLLOWERS = "followers"
    FOLLOWING = "following"


class Order(StrEnum):
    """The order of a list."""

    NEWEST = "newest"
    OLDEST = "oldest"
    MOST_MUTUAL = "most_mutual"


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Which list, in which order, and who is in it; a field that is None does not filter.

    `mutual`: whether the owner and the other follow each other. `dormant_days`: no post that the
    viewer may see for so long.
    """

    side: Side
    order: Order = Order.NEWEST
    names: Names | None = None
    mutual: bool | None = None
    dormant_days: int | None = None

    @property
    def filters(self) -> bool:
        """Whether somebody may be left out."""
        return (self.names, self.mutual, self.dormant_days) != (None, None, None)


@dataclass(frozen=True, slots=True)
class Arranged:
    """The users of a list and their keys, in its order; `is_whole` unless edges are beyond."""

    rows: Sequence[tuple[int, Key]] = ()
    is_whole: bool = True
    descending: bool = True

    @property
    def count(self) -> int | None:
        """The length of the list; None if edges are beyond."""
        return len(self.rows) if self.is_whole else None

    def page(self, request: PageRequest) -> Page[int]:
        """Return the page, of ids."""
        rows = [row for row in self.rows if self._is_in(row[1], request)]
        if request.backward:
            rows = rows[::-1]
        page = Page.cut(rows[: request.limit], request, key=lambda row: row[1])
        ids = [uid for uid, _ in page.items]
        return Page(ids, page.keys, page.has_previous, page.has_next)

    def _is_in(self, key: Key, request: PageRequest) -> bool:
        low, high = (
            (request.before, request.after) if self.descending else (request.after, request.before)
        )
        return (low is None or low < key) and (high is None or key < high)  # type: ignore[operator]


def arranged(viewer: Viewer, uids: Sequence[int], how: Arrangement) -> dict[int, Arranged]:
    """Return the list of each user whom no block hides.

    One Cypher statement, one more to tell what is mutual, and one more for MOST_MUTUAL; one SQL
    statement. Cost: WINDOW edges and users for each list. Raises GraphUnavailable.
    """
    hidden = hidden_people(viewer)
    traversal = actors if how.side is Side.FOLLOWERS else targets
    ends = traversal(
        FOLLOWS,
        not_hidden(hidden, uids),
        suspended_viewer=viewer.suspended_uid,
        hidden=hidden,
        limit=WINDOW + 1,
        backwards=how.order is Order.OLDEST,
    )
    if how.order is Order.OLDEST:
        ends = {owner: each[::-1] for owner, each in ends.items()}
    whole = {owner for owner, each in ends.items() if len(each) <= WINDOW}
    ends = {owner: each[:WINDOW] for owner, each in ends.items()}
    if how.mutual is not None:
        ends = _mutual(ends, how.side, how.mutual)
    shown = matching(
        viewer, {end.id for each in ends.values() for end in each}, how.names, how.dormant_days
    )
    ends = {owner: [end for end in each if end.id in shown] for owner, each in ends.items()}
    keyed = partial(_by_mutuals, viewer, hidden) if how.order is Order.MOST_MUTUAL else _by_time
    return {
        owner: Arranged(rows, owner in whole, how.order is not Order.OLDEST)
        for owner, rows in keyed(ends).items()
    }


Ends = Mapping[int, Sequence[EdgeEnd]]
Rows = dict[int, list[tuple[int, Key]]]


def _mutual(ends: Ends, side: Side, mutual: bool) -> dict[int, list[EdgeEnd]]:
    """Return the ends with an edge in the other direction, or those without."""

    def pair(owner: int, other: int) -> tuple[int, int]:
        return (owner, other) if side is Side.FOLLOWERS else (other, owner)

    asked = [pair(owner, end.id) for owner, each in ends.items() for end in each]
    found = connected(FOLLOWS, asked) if asked else set()
    return {
        owner: [end for end in each if (pair(owner, end.id) in found) is mutual]
        for owner, each in ends.items()
    }


def _by_time(ends: Ends) -> Rows:
    return {owner: [(end.id, end.key) for end in each] for owner, each in ends.items()}


def _by_mutuals(viewer: Viewer, hidden: Sequence[int], ends: Ends) -> Rows:
    """Return the rows with the most mutuals first; keys are `(mutuals, since, uid)`."""
    people = {end.id for each in ends.values() for end in each}
    counts = (
        mutual_counts(viewer.key, people, suspended=viewer.is_suspended, hidden=hidden)
        if people
        else {}
    )
    return {
        owner: sorted(
            ((end.id, (counts.get(end.id, 0), *end.key)) for end in each),
            key=lambda row: row[1],
            reverse=True,
        )
        for owner, each in ends.items()
    }
