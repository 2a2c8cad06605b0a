"""Whom texts mention, in batches."""

from collections.abc import Mapping, Sequence

from api.batching import batch
from api.context import Context
from core.accounts.models import User
from core.comments.mentions import mentioned_in_comments

from .users import enqueue_users


@batch("Comment", default=(), expands=True)
def mentioned_in_comment(context: Context, cids: Sequence[int]) -> Mapping[int, Sequence[User]]:
    """Return the users whom each comment mentions. Cost: one SQL statement."""
    found = mentioned_in_comments(context.viewpoint, cids)
    enqueue_users(context, (user for users in found.values() for user in users))
    return found
