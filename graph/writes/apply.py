"""Any batch of changes, in any order, to the graph."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from .changes import Change
from .comments import write_comments
from .dismissals import write_dismissals
from .follows import write_follows
from .likes import write_likes
from .posts import delete_posts, save_posts
from .suspensions import write_suspensions
from .users import delete_users, save_users

Writer = Callable[[Sequence[Change]], None]

WRITERS: dict[str, Writer] = {
    "user_saved": save_users,
    "user_deleted": delete_users,
    "suspended": write_suspensions,
    "reinstated": write_suspensions,
    "posted": save_posts,
    "post_deleted": delete_posts,
    "commented": write_comments,
    "comment_deleted": write_comments,
    "followed": write_follows,
    "unfollowed": write_follows,
    "liked": write_likes,
    "unliked": write_likes,
    "dismissed": write_dismissals,
}


def apply_changes(changes: Iterable[Change]) -> None:
    """Apply changes in one statement for each group of kinds; raises GraphUnavailable.

    Each statement stands alone: if the second fails, the first has happened, and applying the
    whole batch again is harmless. Raises KeyError for a kind that the graph does not know.
    """
    groups: dict[Writer, list[Change]] = defaultdict(list)
    for change in changes:
        groups[WRITERS[change.kind]].append(change)
    for write, group in groups.items():
        write(group)
