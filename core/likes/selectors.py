"""Who likes a post, as pages of people."""

from collections.abc import Sequence
from functools import partial

from core.accounts.models import User
from core.accounts.selectors import users_by_ids
from core.lists.hydration import graph_list
from core.lists.pages import Page, PageRequest
from graph.traversals.likes import likers


def likers_of_posts(
    pids: Sequence[int], viewer: int | None, page: PageRequest
) -> dict[int, Page[User]]:
    """A page of the people who like each post: those the viewer follows first, then the newest.

    Keys are `(followed, since, uid)`. One Cypher and one SQL statement. Raises GraphUnavailable.
    """
    return graph_list(partial(likers, viewer=viewer), users_by_ids).pages(pids, page)
