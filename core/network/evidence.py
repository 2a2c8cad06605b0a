"""What a follow between two users rests on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from core.accounts.selectors import users_by_ids
from core.comments.models import Comment
from core.comments.selectors import shown_to
from core.common.clock import EPOCH, MILLISECOND
from core.database.routing import from_replica
from core.follows.shown_lists import BOTH, lists_shown_to, may_hide_lists
from core.posts.models import Post
from core.posts.selectors import posts_by_ids
from core.visibility import Viewer
from graph.traversals.evidence import between

# Of posts and of comments.
MAX_SHOWN = 20
# Posts that either likes, the newest ones, of which the viewer may not see all.
LOOKED_AT = 100
# Comments of either, the newest ones, that are looked through.
COMMENTS = 1_000


@dataclass(frozen=True, slots=True)
class Evidence:
    """A follow: since when, since when it is returned, and posts and comments of it."""

    since: datetime
    since_back: datetime | None
    likes: Sequence[Post]
    comments: Sequence[Comment]


def evidence_of(viewer: Viewer, *, follower: int, followee: int) -> Evidence | None:
    """Return what the viewer may see of a follow and of what lies between its ends.

    None where there is no follow or the viewer does not see it. `likes` are posts of either that
    the other likes, `comments` those of either under posts of the other: at most MAX_SHOWN of each,
    the newest first. One Cypher and three SQL statements, one less for none of them, one more where
    either hides a list. Raises GraphUnavailable.
    """
    there, back = _shown(viewer, follower, followee)
    found = between(follower, followee, suspended=viewer.is_suspended) if there else None
    if found is None or found.since is None:
        return None
    posts = posts_by_ids(viewer, found.liked[:LOOKED_AT]) if found.liked else {}
    return Evidence(
        EPOCH + found.since * MILLISECOND,
        EPOCH + found.since_back * MILLISECOND if back and found.since_back is not None else None,
        [posts[pid] for pid in found.liked if pid in posts][:MAX_SHOWN],
        _comments(viewer, follower, followee),
    )


def _shown(viewer: Viewer, one: int, other: int) -> tuple[bool, bool]:
    """Return whether the viewer sees the follow of one by the other, and the one back."""
    users = users_by_ids(viewer, [one, other])
    if len(users) < 2:
        return False, False
    if viewer.uid in users:
        return True, True
    hiding = [uid for uid, user in users.items() if may_hide_lists(user)]
    lists = dict.fromkeys(users, BOTH) | (lists_shown_to(viewer, hiding) if hiding else {})
    return (
        lists[one].following and lists[other].followers,
        lists[other].following and lists[one].followers,
    )


@from_replica
def _comments(viewer: Viewer, one: int, other: int) -> list[Comment]:
    """Return the comments of either under the other's posts, by one SQL statement.

    Cost: the comments of both from an index, of which the newest are looked through.
    """
    latest = [
        Q(pk__in=Comment.objects.filter(author=author).order_by("-pk").values("pk")[:COMMENTS])
        & Q(post__author=owner)
        for author, owner in ((one, other), (other, one))
    ]
    found = shown_to(viewer).filter(latest[0] | latest[1]).select_related("author")
    return list(found.order_by("-pk")[:MAX_SHOWN])
