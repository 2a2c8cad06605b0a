"""Who likes a post, as pages of users."""

from collections.abc import Sequence
from functools import partial

from core.accounts.models import User
from core.accounts.selectors import users_by_ids
from core.lists.hydration import graph_list
from core.lists.pages import Page, PageRequest
from core.visibility import Viewer, hidden_people
from graph.traversals.likes import likers


def likers_of_posts(
    viewer: Viewer, pids: Sequence[int], page: PageRequest
) -> dict[int, Page[User]]:
    """Return a page of the users who like each post: followees of the viewer first, then newest.

    Keys are `(followed, since, uid)`. One Cypher and one SQL statement. Raises GraphUnavailable.
    """
    hidden = hidden_people(viewer)
    skeleton = partial(likers, viewer=viewer.uid, suspended=viewer.is_suspended, hidden=hidden)
    return graph_list(skeleton, partial(users_by_ids, viewer)).pages(pids, page)
