"""People in batches."""

from collections.abc import Iterable, Mapping, Sequence

from api.batching import batch
from api.context import Context
from core.accounts.models import User
from core.accounts.selectors import users_by_ids


@batch("User", default=None)
def user_by_id(context: Context, uids: Sequence[int]) -> Mapping[int, User | None]:
    """The people with these ids: one SQL statement."""
    return dict(users_by_ids(context.viewpoint, uids))


def announce_users(context: Context, users: Iterable[User]) -> None:
    """Tell the loaders which people are part of the answer."""
    found = list(users)
    context.loaders.announce("User", [user.pk for user in found])
    for user in found:
        user_by_id.prime(context, user.pk, user)
