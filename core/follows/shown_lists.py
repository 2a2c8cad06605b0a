"""Whose lists of followers and of followed users a viewer sees."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db import connections

from core.accounts.models import User
from core.database.postgresql.prepared import Prepared
from core.database.routing import database_of_reads, from_replica
from core.visibility import Viewer
from core.visibility.lists import LIST_SHOWN

_SHOWN = Prepared(
    f"""
    SELECT id, {LIST_SHOWN.format(list="followers_visible_to")},
        {LIST_SHOWN.format(list="following_visible_to")}
    FROM core_user person WHERE id = ANY(%(ids)s)
"""  # noqa: S608 - of constants
)


class ListsShown(NamedTuple):
    """Whether the list of a user's followers is shown, and that of whom they follow."""

    followers: bool
    following: bool


BOTH = ListsShown(followers=True, following=True)


def may_hide_lists(user: User) -> bool:
    """Return whether `lists_shown_to` has to be asked: nearly nobody's lists are for fewer."""
    return bool(user.is_private or user.followers_visible_to or user.following_visible_to)


@from_replica
def lists_shown_to(viewer: Viewer, uids: Sequence[int]) -> dict[int, ListsShown]:
    """Return which lists of these users the viewer sees, whom they may see, by id.

    What is not shown is empty, and its count 0. One SQL statement: for each user who shows them to
    some alone, up to two probes of an index.
    """
    with connections[database_of_reads()].cursor() as cursor:
        cursor.execute(_SHOWN, {"viewer": viewer.key, "ids": list(uids)})
        return {uid: ListsShown(*shown) for uid, *shown in cursor.fetchall()}
