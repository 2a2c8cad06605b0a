"""Who follows whom, as pages of people."""

from collections.abc import Sequence
from functools import partial

from core.accounts.models import User
from core.accounts.selectors import users_by_ids
from core.lists.hydration import graph_list
from core.lists.pages import Page, PageRequest
from graph.edges import FOLLOWS
from graph.traversals.edge_ends import actors, targets


def followers_of(uids: Sequence[int], page: PageRequest) -> dict[int, Page[User]]:
    """A page of each person's followers, most recent first; keys are `(since, uid)`.

    One Cypher and one SQL statement. Raises GraphUnavailable.
    """
    return graph_list(partial(actors, FOLLOWS), users_by_ids).pages(uids, page)


def followed_by(uids: Sequence[int], page: PageRequest) -> dict[int, Page[User]]:
    """A page of the people whom each follows, most recently followed first; keys as above.

    One Cypher and one SQL statement. Raises GraphUnavailable.
    """
    return graph_list(partial(targets, FOLLOWS), users_by_ids).pages(uids, page)
