"""Who follows whom, as pages of users."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from core.accounts.models import User
from core.accounts.selectors import users_by_ids
from core.lists.hydration import graph_list
from core.lists.pages import Page, PageRequest
from core.visibility import Viewer, hidden_people, not_hidden
from graph.edges import FOLLOWS
from graph.traversals.edge_ends import EdgeEnd, actors, targets


def followers_of(viewer: Viewer, uids: Sequence[int], page: PageRequest) -> dict[int, Page[User]]:
    """Return a page of each user's followers, most recent first; keys are `(since, uid)`.

    One Cypher and one SQL statement. Raises GraphUnavailable.
    """
    return _ends(actors, viewer, uids, page)


def followed_by(viewer: Viewer, uids: Sequence[int], page: PageRequest) -> dict[int, Page[User]]:
    """Return a page of the users whom each follows, most recently followed first; keys as above.

    One Cypher and one SQL statement. Raises GraphUnavailable.
    """
    return _ends(targets, viewer, uids, page)


def _ends(
    traversal: Callable[..., Mapping[int, Sequence[EdgeEnd]]],
    viewer: Viewer,
    uids: Sequence[int],
    page: PageRequest,
) -> dict[int, Page[User]]:
    hidden = hidden_people(viewer)
    skeleton = partial(traversal, FOLLOWS, suspended_viewer=viewer.suspended_uid, hidden=hidden)
    shown = not_hidden(hidden, uids)
    return graph_list(skeleton, partial(users_by_ids, viewer)).pages(shown, page)
