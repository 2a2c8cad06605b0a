"""Followers whom the viewer follows, in batches."""

from collections.abc import Mapping, Sequence

from api.batching import batch
from api.context import Context
from core.accounts.models import User
from core.follows.mutuals import KnownFollowers, count_mutuals, known_followers_of, mutuals_of
from core.lists.pages import Page, PageRequest

from .read_budgets import count_relations, within_read_budget
from .users import enqueue_users

# Users of one statement, of which each has a bound.
MAX_USERS = 100


@batch("User", default=KnownFollowers(), size=MAX_USERS, expands=True)
def known_followers_of_user(context: Context, uids: Sequence[int]) -> Mapping[int, KnownFollowers]:
    """Return the known followers per user; none without a viewer.

    Cost: one Cypher statement for each MAX_USERS of them, and one SQL statement where people are
    asked for. Raises RateLimited.
    """
    if context.viewer is None:
        return {}
    found = known_followers_of(context.viewpoint, uids, named="people" in context.fields)
    people = [user for known in found.values() for user in known.people]
    count_relations(context, len(people))
    enqueue_users(context, people)
    return found


@batch("User", default=Page[User].empty(), expands=True)
def mutuals_of_user(
    context: Context, uids: Sequence[int], *, page: PageRequest
) -> Mapping[int, Page[User]]:
    """Return a page of followers whom the viewer follows per user; none without a viewer.

    Cost: one Cypher and one SQL statement. Raises RateLimited.
    """
    if context.viewer is None:
        return {}
    viewer = context.viewpoint
    pages = within_read_budget(context, lambda: mutuals_of(viewer, uids, page))
    enqueue_users(context, (user for each in pages.values() for user in each.items))
    return pages


@batch("User", default=0, size=MAX_USERS)
def mutuals_count(context: Context, uids: Sequence[int]) -> Mapping[int, int]:
    """Return how many followers the viewer follows per user. Cost: one Cypher statement."""
    return {} if context.viewer is None else count_mutuals(context.viewpoint, uids)
