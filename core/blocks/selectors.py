"""Whom a user blocks."""

from collections.abc import Sequence
from functools import partial

from django.db.models import Exists, OuterRef, QuerySet

from core.accounts.models import User
from core.accounts.selectors import SHOWN
from core.database.routing import from_replica
from core.lists.hydration import graph_list
from core.lists.pages import Page, PageRequest
from core.visibility import Viewer, hidden_people
from core.visibility.models import Block
from graph.edges import BLOCKS
from graph.traversals.edge_ends import targets


def blocked_page(viewer: Viewer, page: PageRequest) -> Page[User]:
    """Return a page of the users whom the viewer blocks, newest block first.

    Keys are `(since, uid)`. One Cypher and one SQL statement. Raises GraphUnavailable.
    """
    skeleton = partial(targets, BLOCKS)
    return graph_list(skeleton, partial(blocked_by_ids, viewer)).page(viewer.key, page)


@from_replica
def count_blocked(viewer: Viewer) -> int:
    """Return how many users the viewer blocks. One SQL statement over an index of them."""
    return _blocked(viewer).count()


@from_replica
def blocked_by_ids(viewer: Viewer, uids: Sequence[int]) -> dict[int, User]:
    """Return those of these users whom the viewer blocks, by id. One SQL statement."""
    return {user.pk: user for user in _blocked(viewer).filter(pk__in=uids)}


@from_replica
def blocked_by_username(viewer: Viewer, username: str) -> User | None:
    """Return the user of this name whom the viewer blocks. One SQL statement."""
    return _blocked(viewer).filter(username__lower=username.lower()).first()


@from_replica
def blocked_among(viewer: Viewer, uids: Sequence[int]) -> set[int]:
    """Return which of these users the viewer blocks.

    Nobody is whom the viewer may see: so mostly no statement, and else one SQL statement.
    """
    hidden = set(hidden_people(viewer)).intersection(uids)
    if not hidden:
        return set()
    return set(_blocked(viewer).filter(pk__in=hidden).values_list("pk", flat=True))


def _blocked(viewer: Viewer) -> QuerySet[User]:
    own = Block.objects.filter(viewer=viewer.key, is_own=True, person=OuterRef("pk"))
    return User.objects.only(*SHOWN).filter(Exists(own), is_active=True)
