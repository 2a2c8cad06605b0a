"""Whom a viewer follows and who follow another user: named, counted and listed."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from core.accounts.models import User
from core.accounts.selectors import users_by_ids
from core.lists.hydration import graph_list
from core.lists.pages import Page, PageRequest
from core.visibility import Viewer, hidden_people, not_hidden
from graph.traversals.known_followers import known_followers
from graph.traversals.mutuals import mutuals


@dataclass(frozen=True, slots=True)
class KnownFollowers:
    """How many they are, at least unless the count `is_exact`, and the last ones to follow."""

    count: int = 0
    is_exact: bool = True
    people: Sequence[User] = ()


def known_followers_of(
    viewer: Viewer, uids: Sequence[int], *, named: bool
) -> dict[int, KnownFollowers]:
    """Return the known followers of each user whom no block hides, with people if `named`.

    One Cypher statement, and with people one SQL statement. Raises GraphUnavailable.
    """
    hidden = hidden_people(viewer)
    shown = not_hidden(hidden, uids)
    found = known_followers(viewer.key, shown, suspended=viewer.is_suspended, hidden=hidden)
    wanted = {uid for each in found.values() for uid in each.named} if named else set()
    people = users_by_ids(viewer, list(wanted)) if wanted else {}
    return {
        uid: KnownFollowers(
            each.count, each.is_exact, [people[one] for one in each.named if one in people]
        )
        for uid, each in found.items()
    }


def count_mutuals(viewer: Viewer, uids: Sequence[int]) -> dict[int, int]:
    """Return the length of the list of each user whom no block hides.

    One Cypher statement. Raises GraphUnavailable. Cost: for each user as `mutuals`, to its end.
    """
    hidden = hidden_people(viewer)
    found = known_followers(
        viewer.key,
        not_hidden(hidden, uids),
        suspended=viewer.is_suspended,
        hidden=hidden,
        window=None,
    )
    return {uid: each.count for uid, each in found.items()}


def mutuals_of(viewer: Viewer, uids: Sequence[int], page: PageRequest) -> dict[int, Page[User]]:
    """Return a page of the known followers of each user, the last to follow first.

    Keys are `(since, uid)`. One Cypher and one SQL statement. Raises GraphUnavailable.
    """
    hidden = hidden_people(viewer)
    skeleton = partial(mutuals, viewer.key, suspended=viewer.is_suspended, hidden=hidden)
    shown = not_hidden(hidden, uids)
    return graph_list(skeleton, partial(users_by_ids, viewer)).pages(shown, page)
