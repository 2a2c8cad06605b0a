"""Whose lists of followers and of followed users the viewer sees, in batches."""

from collections.abc import Mapping, Sequence

from graphql import GraphQLResolveInfo

from api.batching import batch
from api.context import Context
from core.accounts.models import User
from core.follows.shown_lists import BOTH, ListsShown, lists_shown_to, may_hide_lists


@batch("User", default=BOTH)
def _lists_of_user(context: Context, uids: Sequence[int]) -> Mapping[int, ListsShown]:
    return lists_shown_to(context.viewpoint, uids)


def shown_lists(info: GraphQLResolveInfo, user: User) -> ListsShown:
    """Return which lists of this user the viewer sees.

    Cost: one SQL statement for all users at hand, if this one shows them to some alone; else none.
    """
    if not may_hide_lists(user):
        return BOTH
    shown: ListsShown = _lists_of_user.load(info.context, user.pk)
    return shown
