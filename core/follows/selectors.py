"""Who follows whom, as pages of users."""

from collections.abc import Sequence
from functools import partial

from core.accounts.models import User
from core.accounts.selectors import users_by_ids
from core.lists.hydration import graph_list
from core.lists.pages import Page, PageRequest
from core.visibility import Viewer
from graph.edges import FOLLOWS
from graph.traversals.edge_ends import actors, targets


def followers_of(viewer: Viewer, uids: Sequence[int], page: PageRequest) -> dict[int, Page[User]]:
    """Return a page of each user's followers, most recent first; keys are `(since, uid)`.

    One Cypher and one SQL statement. Raises GraphUnavailable.
    """
    skeleton = partial(actors, FOLLOWS, suspended_viewer=viewer.suspended_uid)
    return graph_list(skeleton, partial(users_by_ids, viewer)).pages(uids, page)


def followed_by(viewer: Viewer, uids: Sequence[int], page: PageRequest) -> dict[int, Page[User]]:
    """Return a page of the users whom each follows, most recently followed first; keys as above.

    One Cypher and one SQL statement. Raises GraphUnavailable.
    """
    skeleton = partial(targets, FOLLOWS, suspended_viewer=viewer.suspended_uid)
    return graph_list(skeleton, partial(users_by_ids, viewer)).pages(uids, page)
