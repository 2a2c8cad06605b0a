"""Whom texts mention, in batches."""

from collections.abc import Mapping, Sequence

from api.batching import batch
from api.context import Context
from core.accounts.models import User
from core.comments.mentions import mentioned_in_comments
from core.posts.mentions import mentioned_in_posts

from .users import enqueue_users


@batch("Post", default=(), expands=True)
def mentioned_in_post(context: Context, pids: Sequence[int]) -> Mapping[int, Sequence[User]]:
    """Return the users whom each post mentions. Cost: one SQL statement."""
    return _queued(context, mentioned_in_posts(context.viewpoint, pids))


@batch("Comment", default=(), expands=True)
def mentioned_in_comment(context: Context, cids: Sequence[int]) -> Mapping[int, Sequence[User]]:
    """Return the users whom each comment mentions. Cost: one SQL statement."""
    return _queued(context, mentioned_in_comments(context.viewpoint, cids))


def _queued(context: Context, found: Mapping[int, Sequence[User]]) -> Mapping[int, Sequence[User]]:
    enqueue_users(context, (user for users in found.values() for user in users))
    return found
