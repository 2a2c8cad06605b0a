"""Acts of users, as their history shows them."""

from core.accounts.models import User
from core.history.acts import RelationAct
from core.history.selectors import history_page
from core.lists.pages import PageRequest
from core.visibility import Viewer


def history(user: User, size: int = 20) -> list[RelationAct]:
    """The newest acts of somebody."""
    return list(history_page(Viewer(user.pk), PageRequest(first=size)).items)


def in_short(user: User) -> list[tuple[str, str | None, str, bool]]:
    """The same in short: kind, name, cause, and whether it can be undone."""
    return [
        (act.kind.value, act.user.username if act.user else None, act.cause.value, act.can_undo)
        for act in history(user)
    ]


def newest(user: User, kind: str) -> int:
    """The id of the last act of this kind."""
    return next(act.id for act in history(user) if act.kind == kind)
