"""The lock of a follow, with what is between the two."""

from typing import NamedTuple

from django.db import connection

from core.accounts.locks import LOCKED_ENDS
from core.accounts.models import User
from core.common.errors import NotFound
from core.database.postgresql.prepared import Prepared
from core.journal.edge_locks import EDGE_EXISTS, LOCK_EDGE, parameters_of
from graph.edges import FOLLOWS

_LOCK_FOLLOW = Prepared(
    f"""{LOCK_EDGE};
    SELECT {EDGE_EXISTS}, id = %(target)s AND is_private, EXISTS (
        SELECT FROM core_followrequest WHERE followee_id = %(target)s AND follower_id = %(actor)s)
    {LOCKED_ENDS}
"""  # noqa: S608 - of constants
)
# Who changes it waits, so that no request is left with an account that is public.
_HOLD_PRIVACY = """
    SELECT is_private OR deleted_at IS NOT NULL FROM core_user WHERE id = %s FOR SHARE
"""


class Between(NamedTuple):
    """Whether one follows the other, has asked to, and has to ask first."""

    is_follow: bool
    is_private: bool
    is_requested: bool


def lock_follow(*, follower: User, followee: int, field: str = "id") -> Between:
    """Let one change of this follow or request happen at a time, and keep both from being deleted.

    Returns what is between the two. Raises NotFound when one of them does not exist or the followee
    is hidden from the follower. One message of two SQL statements.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_FOLLOW, parameters_of(FOLLOWS, follower.pk, followee))
        found = cursor.fetchall()
    if len(found) != len({follower.pk, followee}):
        raise NotFound("User not found.", field)
    is_follow, _, is_requested = found[0]
    return Between(bool(is_follow), any(row[1] for row in found), is_requested)


def hold_privacy(followee: int) -> bool:
    """Return whether an account is private, which stays so until the transaction ends.

    An account that is being deleted is: nobody follows it any more.
    """
    with connection.cursor() as cursor:
        cursor.execute(_HOLD_PRIVACY, [followee])
        row = cursor.fetchone()
    return row is not None and row[0]
