"""The log of what moderators do, which nobody changes afterwards."""

from core.accounts.models import User
from core.accounts.roles import Role

from .models import Decision, ModerationAct


def log(kind: ModerationAct.Kind, *, by: User | None, decision: Decision, reason: str) -> None:
    """Write a line about a decision, in the transaction of the act. One SQL statement."""
    ModerationAct.objects.create(
        kind=kind,
        by=None if by is None else by.pk,
        person=decision.person_id,
        case=decision.case_id,
        decision=decision.pk,
        action=decision.action,
        reason=reason,
    )


def log_role(kind: ModerationAct.Kind, *, by: User, person: int, role: Role) -> None:
    """Write a line about a role that is given or taken. One SQL statement."""
    ModerationAct.objects.create(kind=kind, by=by.pk, person=person, reason=role)
