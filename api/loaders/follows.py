"""Degrees of people, their relation to the viewer, and lists of followers, in batches."""

from collections.abc import Mapping, Sequence

from api.batching import batch
from api.context import Context
from core.accounts.models import User
from core.follows.relations import Relation, UserCounts, counts_of_users, relations_to
from core.follows.selectors import followed_by, followers_of
from core.lists.pages import Page, PageRequest
from core.visibility import Viewer

from .users import announce_users


@batch("User", default=UserCounts())
def counts_of_user(context: Context, uids: Sequence[int]) -> Mapping[int, UserCounts]:
    """Followers, following and posts of these people: one Cypher statement."""
    return counts_of_users(context.viewpoint, uids)


@batch("User", default=Relation())
def relation_to_viewer(context: Context, uids: Sequence[int]) -> Mapping[int, Relation]:
    """How the viewer stands to these people: one Cypher statement, none without a viewer."""
    if context.viewer is None:
        return {}
    return relations_to(Viewer.of(context.viewer), uids)


@batch("User", default=Page[User].empty(), widens=True)
def followers_of_user(
    context: Context, uids: Sequence[int], *, page: PageRequest
) -> Mapping[int, Page[User]]:
    """A page of the followers of each: one Cypher and one SQL statement."""
    return _announced(context, followers_of(context.viewpoint, uids, page))


@batch("User", default=Page[User].empty(), widens=True)
def followed_by_user(
    context: Context, uids: Sequence[int], *, page: PageRequest
) -> Mapping[int, Page[User]]:
    """A page of the people each follows: one Cypher and one SQL statement."""
    return _announced(context, followed_by(context.viewpoint, uids, page))


def _announced(context: Context, pages: Mapping[int, Page[User]]) -> Mapping[int, Page[User]]:
    announce_users(context, (user for page in pages.values() for user in page.items))
    return pages
