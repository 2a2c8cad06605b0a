"""Who follows whom, as pages of people."""

from collections.abc import Sequence
from typing import cast

from core.accounts.models import User
from core.accounts.selectors import users_by_ids
from core.lists.hydration import Hydration
from core.lists.pages import Page, PageRequest
from graph.traversals.edge import Edge
from graph.traversals.followers import followers
from graph.traversals.following import following

EdgeKey = tuple[int, int]


def followers_of(uids: Sequence[int], page: PageRequest) -> dict[int, Page[User]]:
    """A page of each person's followers, most recent first; keys are `(since, uid)`.

    One Cypher and one SQL statement. Raises GraphUnavailable.
    """
    return Hydration(_followers, _key, _person, users_by_ids).pages(uids, page)


def followed_by(uids: Sequence[int], page: PageRequest) -> dict[int, Page[User]]:
    """A page of the people whom each follows, most recently followed first; keys as above.

    One Cypher and one SQL statement. Raises GraphUnavailable.
    """
    return Hydration(_following, _key, _person, users_by_ids).pages(uids, page)


def _followers(uids: Sequence[int], request: PageRequest) -> dict[int, list[Edge]]:
    return followers(
        uids,
        limit=request.limit,
        before=cast(EdgeKey | None, request.after),
        after=cast(EdgeKey | None, request.before),
        backwards=request.backward,
    )


def _following(uids: Sequence[int], request: PageRequest) -> dict[int, list[Edge]]:
    return following(
        uids,
        limit=request.limit,
        before=cast(EdgeKey | None, request.after),
        after=cast(EdgeKey | None, request.before),
        backwards=request.backward,
    )


def _key(edge: Edge) -> EdgeKey:
    return edge.key


def _person(edge: Edge) -> int:
    return edge.uid
