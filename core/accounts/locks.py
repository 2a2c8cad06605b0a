"""Row locks of users. They last until the transaction ends."""

from typing import LiteralString

from django.db import connection

from core.accounts.models import User
from core.common.errors import NotFound
from core.database.postgresql.prepared import Prepared
from core.journal.edge_locks import EDGE_EXISTS, LOCK_EDGE, parameters_of
from core.visibility import Viewer
from graph.edges import Edge

_LOCK = Prepared(
    """
    SELECT id FROM core_user
    WHERE id = ANY(%s) AND (is_active OR id = %s OR %s) AND deleted_at IS NULL
        AND NOT EXISTS (
            SELECT FROM core_block
            WHERE viewer_id = %s AND person_id = core_user.id AND NOT (is_own AND %s))
    FOR KEY SHARE
"""
)
# Both ends of an edge to a user, if the actor may see the target.
LOCKED_ENDS: LiteralString = """
    FROM core_user
    WHERE id IN (%(actor)s, %(target)s) AND (is_active OR id = %(actor)s) AND deleted_at IS NULL
        AND NOT EXISTS (
            SELECT FROM core_block WHERE viewer_id = %(actor)s AND person_id = core_user.id)
    FOR KEY SHARE
"""
_LOCK_EDGE_AND_ENDS = Prepared(f"{LOCK_EDGE}; SELECT {EDGE_EXISTS} {LOCKED_ENDS}")


def share_lock_users(
    viewer: Viewer, *uids: int, field: str = "id", and_blocked: bool = False
) -> None:
    """Keep these users from being deleted until the transaction ends.

    Raises NotFound when one does not exist or is hidden from the viewer; with `and_blocked` those
    whom the viewer blocks are not.
    """
    wanted = sorted(set(uids))
    with connection.cursor() as cursor:
        cursor.execute(
            _LOCK,
            [wanted, viewer.key, viewer.sees_all, viewer.key, and_blocked],
        )
        found = len(cursor.fetchall())
    if found != len(wanted):
        raise NotFound("User not found.", field)


def lock_edge_to_user(edge: Edge, *, actor: User, target: int, field: str = "id") -> bool:
    """Let one change of this edge happen at a time, and keep both ends from being deleted.

    Returns whether the edge exists; both ends may be one user. Raises NotFound when one end does
    not exist or the target is hidden from the actor. One message of two SQL statements.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_EDGE_AND_ENDS, parameters_of(edge, actor.pk, target))
        found = cursor.fetchall()
    if len(found) != len({actor.pk, target}):
        raise NotFound("User not found.", field)
    return bool(found[0][0])


def lock_user(uid: int) -> User:
    """Let one change of this user's row, password or sessions happen at a time.

    Returns the current row; raises NotFound. Writes that only refer to the user, such as posts
    and likes, do not wait for it.
    """
    user = User.objects.select_for_update(no_key=True).filter(pk=uid).first()
    if user is None:
        raise NotFound("User not found.")
    return user
