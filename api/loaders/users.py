"""Users, in batches."""

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Model

from api.batching import batch
from api.context import Context
from core.accounts.models import User
from core.accounts.selectors import users_by_ids
from core.comments.models import Comment
from core.posts.models import Post


@batch("User", default=None)
def user_by_id(context: Context, uids: Sequence[int]) -> Mapping[int, User | None]:
    """Return the users with these IDs. Cost: one SQL statement."""
    return dict(users_by_ids(context.viewpoint, uids))


def enqueue_users(context: Context, users: Iterable[User]) -> None:
    """Enqueue these users and keep them as loaded."""
    found = list(users)
    context.loaders.enqueue("User", (user.id for user in found))
    for user in found:
        user_by_id.prime(context, user.id, user)


def keep_authors(context: Context, documents: Iterable[Post | Comment]) -> None:
    """Keep the authors that were read with these documents as loaded."""
    keep_related(context, documents, "author")


def keep_related(context: Context, rows: Iterable[Model], field: str) -> None:
    """Keep the users who were read with these rows as loaded: with all of them, or with none."""
    for row in rows:
        user = row._state.fields_cache.get(field)
        if user is None:
            return
        user_by_id.prime(context, user.id, user)
