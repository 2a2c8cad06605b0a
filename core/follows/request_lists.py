"""Who asks to follow whom, as pages of users."""

from collections.abc import Sequence
from functools import partial

from django.db.models import Exists, OuterRef, QuerySet

from core.accounts.models import User
from core.accounts.selectors import SHOWN
from core.database.routing import from_replica
from core.lists.hydration import graph_list
from core.lists.pages import Page, PageRequest
from core.visibility import Viewer, visible
from graph.edges import REQUESTED
from graph.traversals.edge_ends import actors, targets

from .models import FollowRequest


def received_requests(viewer: Viewer, page: PageRequest) -> Page[User]:
    """Return a page of the users who ask to follow the viewer, newest request first.

    Keys are `(since, uid)`. One Cypher and one SQL statement. Raises GraphUnavailable.
    """
    skeleton = partial(actors, REQUESTED, suspended_viewer=viewer.suspended_uid)
    return graph_list(skeleton, partial(_by_ids, viewer, True)).page(viewer.key, page)


def sent_requests(viewer: Viewer, page: PageRequest) -> Page[User]:
    """Return a page of the users whom the viewer asks to follow, newest request first.

    Keys are `(since, uid)`. One Cypher and one SQL statement. Raises GraphUnavailable.
    """
    skeleton = partial(targets, REQUESTED, suspended_viewer=viewer.suspended_uid)
    return graph_list(skeleton, partial(_by_ids, viewer, False)).page(viewer.key, page)


@from_replica
def count_requests(viewer: Viewer, *, received: bool) -> int:
    """Return how many users ask to follow the viewer, or are asked. One SQL statement."""
    return _people(viewer, received).count()


@from_replica
def requested_among(viewer: Viewer, uids: Sequence[int]) -> set[int]:
    """Return which of these users the viewer asks to follow. One SQL statement over an index."""
    sent = FollowRequest.objects.filter(follower=viewer.key, followee__in=uids)
    return set(sent.values_list("followee", flat=True))


@from_replica
def _by_ids(viewer: Viewer, received: bool, uids: Sequence[int]) -> dict[int, User]:
    return {user.pk: user for user in _people(viewer, received).filter(pk__in=uids)}


def _people(viewer: Viewer, received: bool) -> QuerySet[User]:
    own, other = ("followee", "follower") if received else ("follower", "followee")
    asked = FollowRequest.objects.filter(**{own: viewer.key, other: OuterRef("pk")})
    return visible(User.objects.only(*SHOWN), viewer, "pk").filter(Exists(asked))
