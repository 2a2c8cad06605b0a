"""Whether a user may change anything, and why a user is hidden.

`User.is_active` is what visibility reads. It is false while the user is suspended by staff, or
deactivated by themselves: each reason begins and ends without the other.
"""

from django.db.models.functions import Now

from core.accounts.models import User
from core.common.errors import Forbidden
from core.journal.models import JournalKind
from core.journal.record import record

from .sessions import end_sessions_of

SUSPENDED = "Your account is suspended."
DEACTIVATED = "Your account is deactivated. Reactivate it first."


def check_may_act(user: User) -> None:
    """Raise Forbidden for a suspended user, who may only read and manage their sessions.

    A deactivated one may also reactivate the account.
    """
    if not user.is_active:
        raise Forbidden(SUSPENDED if user.is_suspended else DEACTIVATED)


def set_standing(
    locked: User, *, suspended: bool | None = None, deactivated: bool | None = None
) -> None:
    """Begin or end a suspension or deactivation of a locked user; None leaves it as it is.

    Hidden for the first reason, the user's sessions end and everything of theirs is hidden; shown
    when no reason is left, everything is as it was. Cost: one SQL statement, and where `is_active`
    changes one for the journal and two for sessions.
    """
    was_active = locked.is_active
    is_suspended = locked.is_suspended if suspended is None else suspended
    is_deactivated = locked.is_deactivated if deactivated is None else deactivated
    if is_deactivated and not locked.is_deactivated:
        locked.deactivated_at = Now()
    elif not is_deactivated:
        locked.deactivated_at = None
    locked.also_suspended = is_suspended and is_deactivated
    locked.is_active = not (is_suspended or is_deactivated)
    locked.save(update_fields=["is_active", "deactivated_at", "also_suspended"])
    locked.refresh_from_db(fields=["deactivated_at"])
    if was_active and not locked.is_active:
        record(JournalKind.SUSPENDED, actor=locked.pk)
        end_sessions_of(locked)
    elif locked.is_active and not was_active:
        record(JournalKind.REINSTATED, actor=locked.pk)
