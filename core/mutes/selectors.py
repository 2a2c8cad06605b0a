"""Whom a user mutes."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from django.db.models import Exists, OuterRef, QuerySet

from core.accounts.models import User
from core.accounts.selectors import SHOWN
from core.database.routing import from_replica
from core.lists.hydration import graph_list
from core.lists.pages import Page, PageRequest
from core.visibility import Viewer, muted_people, mutes_of, visible
from graph.edges import MUTES
from graph.traversals.edge_ends import targets


def muted_page(viewer: Viewer, page: PageRequest) -> Page[User]:
    """Return a page of the users whom the viewer mutes, newest mute first.

    Keys are `(since, uid)`. One Cypher and one SQL statement. Raises GraphUnavailable.
    """
    return graph_list(partial(targets, MUTES), partial(_muted_by_ids, viewer)).page(
        viewer.key, page
    )


@from_replica
def count_muted(viewer: Viewer) -> int:
    """Return how many users the viewer mutes. One SQL statement over an index of them."""
    return _muted(viewer).count()


@from_replica
def mutes_among(viewer: Viewer, uids: Sequence[int]) -> dict[int, datetime | None]:
    """Return until when the viewer mutes those of these users who are muted; None is for good.

    No statement where none of them is, else one SQL statement.
    """
    muted = set(muted_people(viewer)).intersection(uids)
    if not muted:
        return {}
    return dict(mutes_of(viewer).filter(person__in=muted).values_list("person", "until"))


@from_replica
def _muted_by_ids(viewer: Viewer, uids: Sequence[int]) -> dict[int, User]:
    return {user.pk: user for user in _muted(viewer).filter(pk__in=uids)}


def _muted(viewer: Viewer) -> QuerySet[User]:
    own = mutes_of(viewer).filter(person=OuterRef("pk"))
    return visible(User.objects.only(*SHOWN), viewer, "pk").filter(Exists(own))
