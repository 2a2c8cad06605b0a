"""Who likes a post, as pages of people."""

from collections.abc import Sequence
from functools import partial

from core.accounts.models import User
from core.accounts.selectors import users_by_ids
from core.lists.hydration import graph_list
from core.lists.pages import Page, PageRequest
from core.visibility import Viewer
from graph.traversals.likes import likers


def likers_of_posts(
    viewer: Viewer, pids: Sequence[int], page: PageRequest
) -> dict[int, Page[User]]:
    """A page of the people who like each post: those the viewer follows first, then the newest.

    Keys are `(followed, since, uid)`. One Cypher and one SQL statement. Raises GraphUnavailable.
    """
    skeleton = partial(likers, viewer=viewer.uid, suspended=viewer.is_suspended)
    return graph_list(skeleton, partial(users_by_ids, viewer)).pages(pids, page)
