"""The arguments of the lists of followers and followed users, and the lists that they select."""

from collections.abc import Mapping
from enum import Enum
from typing import TypedDict

import graphene
from graphql import GraphQLResolveInfo

from api.enums import described_enum
from api.loaders.arranged import arranged_count, arranged_page
from api.loaders.follows import counts_of_user, followed_by_user, followers_of_user
from api.relay.connections import Connection
from api.relay.cursors import KeyShape
from core.accounts.models import User
from core.follows.arranged import Arrangement, Order, Side
from core.follows.matching import check_days, names_like
from core.lists.pages import Page, PageRequest

_BOUND = "The 5,000 latest follows of the list are looked through; with `OLDEST` the 5,000 first"
_DESCRIPTIONS = {
    Order.NEWEST: "The latest follow first; this is the usual order.",
    Order.OLDEST: "The first follow first.",
    Order.MOST_MUTUAL: "The users first whom most of those you follow follow: of your 300 latest "
    "follows, the 500 latest of each. The 5,000 latest follows of the list are in it.",
}
FollowOrder = described_enum(
    Order,
    "FollowOrder",
    "The order of a list of follows. A cursor of one order is none of another.",
    _DESCRIPTIONS,
)
# Of the orders that have cursors of their own.
KEYS: Mapping[Enum, KeyShape] = {Order.OLDEST: (int, int), Order.MOST_MUTUAL: (int, int, int)}

_PAGES = {Side.FOLLOWERS: followers_of_user, Side.FOLLOWING: followed_by_user}


class Given(TypedDict, total=False):
    """The arguments of a list."""

    order_by: Enum | None
    name: str | None
    mutual: bool | None
    dormant_days: int | None


def list_arguments() -> dict[str, graphene.Argument]:
    """Return what a list takes beside the arguments of its pages."""
    return {
        "order_by": graphene.Argument(
            FollowOrder, description="The order; with the latest follow first if not given."
        ),
        "name": graphene.Argument(
            graphene.String,
            description=f"Only users whom `users(search:)` finds by this text. {_BOUND}; "
            "`totalCount` is null if the list goes on beyond.",
        ),
        "mutual": graphene.Argument(
            graphene.Boolean,
            description="Only users with whom this user is mutual: they follow each other; or, if "
            f"false, only those who do not follow back or are not followed back. {_BOUND}.",
        ),
        "dormant_days": graphene.Argument(
            graphene.Int,
            description="Only users without a post that you may see for so many days, up to 3,650. "
            f"{_BOUND}.",
        ),
    }


def follow_list(
    info: GraphQLResolveInfo,
    user: User,
    page: PageRequest,
    side: Side,
    given: Given,
) -> Connection[User]:
    """Return the list that the arguments select. Raises InvalidInput."""
    how = _arrangement(side, given)
    if how.order is Order.MOST_MUTUAL or how.filters:
        return _arranged(info, user, page, how)
    usual = _PAGES[side]
    is_reversed = how.order is Order.OLDEST

    def fetch(request: PageRequest) -> Page[User]:
        if is_reversed:
            return usual.load_scoped(info, user.pk, page=request.reversed).reversed
        return usual.load_scoped(info, user.pk, page=request)

    def count() -> int:
        counts = counts_of_user.load(info.context, user.pk)
        return counts.followers if side is Side.FOLLOWERS else counts.following

    return Connection(fetch, page, count, descending=not is_reversed)


def _arrangement(side: Side, given: Given) -> Arrangement:
    order, days = given.get("order_by"), given.get("dormant_days")
    return Arrangement(
        side,
        Order.NEWEST if order is None else Order(order.value),
        names_like(given.get("name") or ""),
        given.get("mutual"),
        None if days is None else check_days(days, "dormantDays"),
    )


def _arranged(
    info: GraphQLResolveInfo, user: User, page: PageRequest, how: Arrangement
) -> Connection[User]:
    return Connection(
        lambda request: arranged_page.load_scoped(info, user.pk, how=how, page=request),
        page,
        lambda: arranged_count.load_scoped(info, user.pk, how=how),
        descending=how.order is not Order.OLDEST,
    )
