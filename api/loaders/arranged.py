"""Lists of follows in another order, or filtered, in batches."""

from collections.abc import Mapping, Sequence

from api.batching import batch
from api.context import Context
from core.accounts.models import User
from core.accounts.selectors import users_by_ids
from core.follows.arranged import Arranged, Arrangement, arranged
from core.lists.pages import Page, PageRequest

from .read_budgets import within_read_budget
from .users import enqueue_users


@batch("User", default=Arranged(), expands=True)
def arranged_ids(
    context: Context, uids: Sequence[int], *, how: Arrangement
) -> Mapping[int, Arranged]:
    """Return the whole list of each user, of ids. Cost: as `arranged`."""
    return arranged(context.viewpoint, uids, how)


@batch("User", default=Page[User].empty(), expands=True)
def arranged_page(
    context: Context, uids: Sequence[int], *, how: Arrangement, page: PageRequest
) -> Mapping[int, Page[User]]:
    """Return a page of each list. Cost: the lists, once, and one SQL statement.

    Raises RateLimited.
    """

    def read() -> Mapping[int, Page[User]]:
        ids = {uid: each.page(page) for uid, each in _lists(context, uids, how).items()}
        people = {uid for each in ids.values() for uid in each.items}
        found = users_by_ids(context.viewpoint, list(people)) if people else {}
        return {uid: each.of(found) for uid, each in ids.items()}

    pages = within_read_budget(context, read)
    enqueue_users(context, (user for each in pages.values() for user in each.items))
    return pages


@batch("User", default=0, expands=True)
def arranged_count(
    context: Context, uids: Sequence[int], *, how: Arrangement
) -> Mapping[int, int | None]:
    """Return the length of each list; None if there may be more. Cost: the lists, once."""
    return {uid: each.count for uid, each in _lists(context, uids, how).items()}


def _lists(context: Context, uids: Sequence[int], how: Arrangement) -> dict[int, Arranged]:
    loader = context.loaders.get(arranged_ids, (), {"how": how})
    loader.fetch(uids)
    return {uid: loader.load(uid, ()) for uid in uids}
