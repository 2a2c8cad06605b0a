"""Whether a user may change anything."""

from core.accounts.models import User
from core.common.errors import Forbidden

SUSPENDED = "Your account is suspended."


def check_may_act(user: User) -> None:
    """Raise Forbidden for a suspended user, who may only read and manage their sessions."""
    if not user.is_active:
        raise Forbidden(SUSPENDED)
