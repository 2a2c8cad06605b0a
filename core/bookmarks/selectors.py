"""The posts that a user has bookmarked."""

from functools import partial

from core.lists.hydration import graph_list
from core.lists.pages import Page, PageRequest
from core.posts.counts import count_shown
from core.posts.models import Post
from core.posts.selectors import posts_by_ids
from core.visibility import Viewer, any_narrow, hidden_people
from graph.edges import BOOKMARKED
from graph.traversals.edge_ends import all_targets, count_targets, targets


def bookmarks_page(viewer: Viewer, page: PageRequest) -> Page[Post]:
    """Return a page of the viewer's bookmarks, newest bookmark first; keys are `(since, pid)`.

    One Cypher and one SQL statement. Raises GraphUnavailable.
    """
    return graph_list(partial(targets, BOOKMARKED), partial(posts_by_ids, viewer)).page(
        viewer.key, page
    )


def count_bookmarks(viewer: Viewer) -> int:
    """Return how many posts the viewer has bookmarked.

    One Cypher statement, and where not all posts are for everybody one SQL statement with the ids
    of all of them. Raises GraphUnavailable.
    """
    hidden = hidden_people(viewer)
    if not any_narrow(viewer):
        return count_targets(BOOKMARKED, viewer.key, hidden=hidden)
    return count_shown(viewer, all_targets(BOOKMARKED, viewer.key, hidden=hidden))
