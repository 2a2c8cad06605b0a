"""Whether somebody may change anything."""

from core.accounts.models import User
from core.common.errors import Forbidden

SUSPENDED = "Your account is suspended."


def check_may_act(user: User) -> None:
    """Raise Forbidden for somebody who is suspended: they may read, and see to their sessions."""
    if not user.is_active:
        raise Forbidden(SUSPENDED)
