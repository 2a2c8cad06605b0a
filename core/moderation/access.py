"""Who may decide about whom."""

from core.accounts.models import User
from core.accounts.roles import Role, check_is_moderator, role_of
from core.common.errors import Forbidden, NotFound
from core.reports.models import Case, Report

from .models import Decision


def case_to_decide(moderator: User, case: int) -> Case:
    """Return the case, with who is reported. Raises Forbidden, NotFound.

    Nobody decides about themselves, about what they have reported, or about a moderator or
    administrator without being an administrator.
    """
    check_is_moderator(moderator)
    found = Case.objects.select_related("person").filter(pk=case).first()
    if found is None:
        raise NotFound("Case not found.", "id")
    _check_rank(moderator, found.person)
    if Report.objects.filter(case=found, reporter=moderator).exists():
        raise Forbidden("You cannot decide about what you have reported.", "id")
    return found


def decision_to_judge(moderator: User, decision: int) -> Decision:
    """Return a decision, for a second moderator. Raises Forbidden, NotFound."""
    check_is_moderator(moderator)
    found = Decision.objects.select_related("person", "case").filter(pk=decision).first()
    if found is None:
        raise NotFound("Decision not found.", "id")
    case_to_decide(moderator, found.case_id)
    if moderator.pk in (found.by_id, found.approved_by_id):
        raise Forbidden("Somebody else has to decide about your own decision.", "id")
    return found


def _check_rank(moderator: User, person: User) -> None:
    if person.pk == moderator.pk:
        raise Forbidden("You cannot decide about yourself.", "id")
    if role_of(moderator) is Role.ADMINISTRATOR:
        return
    if person.is_staff or role_of(person) is not Role.MEMBER:
        raise Forbidden("Only an administrator may decide about staff.", "id")
