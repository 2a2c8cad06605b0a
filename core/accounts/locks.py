"""Row locks of users. They last until the transaction ends."""

from django.db import connection

from core.accounts.models import User
from core.common.errors import NotFound
from core.visibility import Viewer


def share_lock_users(viewer: Viewer, *uids: int, field: str = "id") -> None:
    """Keep these people from being deleted meanwhile.

    Raises NotFound when one is gone, or hidden from the viewer.
    """
    wanted = sorted(set(uids))
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT id FROM core_user
            WHERE id = ANY(%s) AND (is_active OR id = %s OR %s) AND deleted_at IS NULL
            FOR KEY SHARE
            """,
            [wanted, viewer.key, viewer.sees_all],
        )
        found = len(cursor.fetchall())
    if found != len(wanted):
        raise NotFound("User not found.", field)


def lock_user(uid: int) -> User:
    """Let one change of this person's row, password or sessions happen at a time.

    Gives the person as they are now; raises NotFound. Nobody who merely names the person in a
    post or a like waits for it.
    """
    user = User.objects.select_for_update(no_key=True).filter(pk=uid).first()
    if user is None:
        raise NotFound("User not found.")
    return user
