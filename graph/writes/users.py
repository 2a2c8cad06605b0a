"""Saving and deleting users."""

from collections.abc import Sequence

from graph.connection import client

from .changes import Change, actors_of, newest_of_each_edge, rows_of
from .leaving import delete, leaving
from .locks import LOCKS

_USERS = leaving("User", "uid")
_SAVE = f"""{LOCKS}
        UNWIND $rows AS row
        MATCH (u:User {{uid: row.actor}}) WHERE coalesce(u.version, 0) < row.version
        SET u.username = row.username, u.version = row.version
        """


def save_users(changes: Sequence[Change]) -> None:
    """Write the username of each user, unless a newer one exists or the user was deleted.

    Cost: two index seeks a row.
    """
    client.write(
        _SAVE,
        people=actors_of(changes),
        posts=[],
        rows=rows_of(newest_of_each_edge(changes), made_by="user_saved"),
    )


def delete_users(changes: Sequence[Change]) -> None:
    """Write a tombstone for each user and delete the node with its edges. Raises Unfinished.

    The user's posts have changes of their own. Cost: the degree of each user, in chunks.
    """
    newest = newest_of_each_edge(changes)
    delete(_USERS, {change.actor: change.version for change in newest}, changes)
