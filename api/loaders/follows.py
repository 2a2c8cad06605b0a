"""Counts of users, their relation to the viewer, and lists of followers, in batches."""

from collections.abc import Callable, Mapping, Sequence

from api.batching import batch
from api.context import Context
from core.accounts.models import User
from core.follows.relations import (
    Relation,
    UserCounts,
    counts_of_users,
    relations_to,
    relations_with_counts,
)
from core.follows.relationships import Relationship, paths_to
from core.follows.selectors import followed_by, followers_of
from core.lists.pages import Page, PageRequest

from .read_budgets import within_read_budget
from .users import enqueue_users

# The fields that either loader is for: an operation that has some of both reads both at once.
COUNTS = frozenset({"followersCount", "followingCount", "postsCount"})
RELATIONS = frozenset({"viewerFollows", "followsViewer", "isMutual"})
# The fields of a relationship that take more than whether there is an edge.
PATHS = frozenset({"mutualCount", "mutualCountIsExact", "distance", "distanceIsExact"})
# Users of one statement of paths, of which each has a bound.
MAX_PATHS = 100


@batch("User", default=UserCounts())
def counts_of_user(context: Context, uids: Sequence[int]) -> Mapping[int, UserCounts]:
    """Return the counts of followers, following and posts per user.

    Cost: one Cypher statement, by which the relations are loaded too where they are asked for.
    """
    if context.viewer is None or context.fields.isdisjoint(RELATIONS):
        return counts_of_users(context.viewpoint, uids)
    found = relations_with_counts(context.viewpoint, uids)
    for uid in uids:
        relation, _ = found.get(uid, _UNKNOWN)
        relation_to_viewer.prime(context, uid, relation)
    return {uid: counts for uid, (_, counts) in found.items()}


@batch("User", default=Relation())
def relation_to_viewer(context: Context, uids: Sequence[int]) -> Mapping[int, Relation]:
    """Return the relation of the viewer to each user.

    Cost: one Cypher statement, by which the counts are loaded too where they are asked for; none
    without a viewer.
    """
    if context.viewer is None:
        return {}
    if context.fields.isdisjoint(COUNTS):
        return relations_to(context.viewpoint, uids)
    found = relations_with_counts(context.viewpoint, uids)
    for uid in uids:
        _, counts = found.get(uid, _UNKNOWN)
        counts_of_user.prime(context, uid, counts)
    return {uid: relation for uid, (relation, _) in found.items()}


_UNKNOWN = (Relation(), UserCounts())


@batch("Relationship", default=Relationship(), size=MAX_PATHS)
def relationship_to_viewer(context: Context, uids: Sequence[int]) -> Mapping[int, Relationship]:
    """Return how the viewer relates to each user, who is visible.

    Cost: one Cypher statement for each MAX_PATHS of them; of a pair without mutuals and distances
    where no field asks for these.
    """
    if not context.fields.isdisjoint(PATHS):
        return paths_to(context.viewpoint, uids)
    return {
        uid: Relationship(follows=relation.follows, followed_by=relation.followed_by)
        for uid, relation in relations_to(context.viewpoint, uids).items()
    }


@batch("User", default=Page[User].empty(), expands=True)
def followers_of_user(
    context: Context, uids: Sequence[int], *, page: PageRequest
) -> Mapping[int, Page[User]]:
    """Return a page of followers per user. Cost: one Cypher and one SQL statement.

    Raises RateLimited.
    """
    return _queued(context, lambda: followers_of(context.viewpoint, uids, page))


@batch("User", default=Page[User].empty(), expands=True)
def followed_by_user(
    context: Context, uids: Sequence[int], *, page: PageRequest
) -> Mapping[int, Page[User]]:
    """Return a page of followed users per user. Cost: one Cypher and one SQL statement.

    Raises RateLimited.
    """
    return _queued(context, lambda: followed_by(context.viewpoint, uids, page))


def _queued(
    context: Context, read: Callable[[], Mapping[int, Page[User]]]
) -> Mapping[int, Page[User]]:
    pages = within_read_budget(context, read)
    enqueue_users(context, (user for page in pages.values() for user in page.items))
    return pages
