"""Row locks of users. They last until the transaction ends."""

from django.db import connection

from core.accounts.models import User
from core.common.errors import NotFound
from core.visibility import Viewer


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
            """
            SELECT id FROM core_user
            WHERE id = ANY(%s) AND (is_active OR id = %s OR %s) AND deleted_at IS NULL
                AND NOT EXISTS (
                    SELECT FROM core_block
                    WHERE viewer_id = %s AND person_id = core_user.id AND NOT (is_own AND %s))
            FOR KEY SHARE
            """,
            [wanted, viewer.key, viewer.sees_all, viewer.key, and_blocked],
        )
        found = len(cursor.fetchall())
    if found != len(wanted):
        raise NotFound("User not found.", field)


def lock_user(uid: int) -> User:
    """Let one change of this user's row, password or sessions happen at a time.

    Returns the current row; raises NotFound. Writes that only refer to the user, such as posts
    and likes, do not wait for it.
    """
    user = User.objects.select_for_update(no_key=True).filter(pk=uid).first()
    if user is None:
        raise NotFound("User not found.")
    return user
