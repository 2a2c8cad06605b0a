"""Apply a batch of changes, in any order, to the graph."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from graph.edges import EDGES
from graph.errors import Unfinished

from .changes import Change
from .edges import write_edges
from .posts import delete_posts, save_posts
from .suspensions import write_suspensions
from .users import delete_users, save_users

Writer = Callable[[Sequence[Change]], None]

_EDGE_WRITERS = {edge: partial(write_edges, edge) for edge in EDGES if not edge.with_post}
WRITERS: dict[str, Writer] = {
    "user_saved": save_users,
    "user_deleted": delete_users,
    "suspended": write_suspensions,
    "reinstated": write_suspensions,
    "posted": save_posts,
    "post_deleted": delete_posts,
    **{kind: write for edge, write in _EDGE_WRITERS.items() for kind in edge.kinds},
}


# Those that write in chunks, as their work has no bound.
CHUNKED = frozenset({"user_deleted", "suspended", "reinstated", "post_deleted"})


def apply_changes(changes: Iterable[Change]) -> None:
    """Apply changes in one statement for each group of kinds. Raises GraphUnavailable.

    Each statement is a transaction: if the second fails, the first is committed, and applying
    the whole batch again is harmless. Changes of very many edges come last, and raise Unfinished
    when a time slice is over (`slices.py`). Raises KeyError for a kind that the graph does not
    know.
    """
    groups: dict[Writer, list[Change]] = defaultdict(list)
    for change in sorted(changes, key=lambda change: change.kind in CHUNKED):
        groups[WRITERS[change.kind]].append(change)
    left: set[int] = set()
    for write, group in groups.items():
        try:
            write(group)
        except Unfinished as error:
            left |= error.versions
    if left:
        raise Unfinished(left)
