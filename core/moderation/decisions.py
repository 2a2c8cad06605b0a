"""Deciding about cases: by one moderator, and for what cannot be undone by two."""

from datetime import datetime

from django.db.models.functions import Now

from core.accounts.locks import lock_user
from core.accounts.models import User
from core.accounts.roles import check_is_moderator
from core.common.errors import InvalidInput
from core.common.text import clean_text
from core.database.clock import database_now
from core.database.transactions import atomic_with_retry
from core.reports.evidence import look_at_for_staff
from core.reports.models import Case, Category, SubjectKind
from core.reports.services import MAX_RULE_LENGTH, MAX_TEXT_LENGTH, open_case

from .access import case_to_decide, decision_to_judge
from .effects import OF_ACCOUNTS, begin, lock_document, remove, restore, settle
from .log import log
from .models import Action, Decision, ModerationAct
from .statements import send_statement

Kind, State = ModerationAct.Kind, Decision.State


@atomic_with_retry
def decide(
    *,
    moderator: User,
    case: int,
    action: Action,
    reason: str,
    rule: str = "",
    until: datetime | None = None,
) -> Decision:
    """Decide about an open case, log it and send the person a statement; return the decision.

    What cannot be undone (REMOVE) is proposed, and hidden until another moderator approves it.
    Raises Forbidden, NotFound, and InvalidInput naming the argument, also where somebody else has
    decided meanwhile.
    """
    said = clean_text(reason, field="reason", longest=MAX_TEXT_LENGTH)
    named = clean_text(rule, field="rule", longest=MAX_RULE_LENGTH, required=False)
    _check_until(action, until)
    found = case_to_decide(moderator, case)
    person = lock_user(found.person_id)
    document = lock_document(found)
    locked = lock_case(found)
    if locked.state != Case.State.OPEN:
        raise InvalidInput("This case is already decided.", "id")
    is_final = action == Action.REMOVE
    decision = Decision(
        case=locked,
        person=person,
        by=moderator,
        action=action,
        reason=said,
        rule=named,
        until=until,
        state=State.PROPOSED if is_final else State.APPLIED,
    )
    begin(decision, person, document)
    decision.save()
    settle(decision, person)
    _close(locked, Case.State.PROPOSED if is_final else Case.State.DECIDED)
    log(Kind.PROPOSED if is_final else Kind.DECIDED, by=moderator, decision=decision, reason=said)
    if not is_final:
        send_statement(decision, person)
    return decision


@atomic_with_retry
def propose_removal(*, moderator: User, kind: SubjectKind, subject: int, reason: str) -> Decision:
    """Propose to remove what nobody may have reported, as `decide` does; return the proposal.

    Raises Forbidden, NotFound, and InvalidInput, also where a proposal waits already.
    """
    check_is_moderator(moderator)
    found = look_at_for_staff(kind, subject)
    lock_user(found.person)
    lock_document(Case(kind=kind, subject=subject, person_id=found.person))
    case = open_case(kind, subject, Category.OTHER, found)
    return decide(moderator=moderator, case=case.pk, action=Action.REMOVE, reason=reason)


@atomic_with_retry
def approve(*, moderator: User, decision: int, approves: bool, reason: str = "") -> Decision:
    """Carry out what another moderator has proposed, or refuse it, which opens the case again.

    Raises Forbidden, also for one's own proposal, NotFound, and InvalidInput where it does not wait
    for approval any more.
    """
    said = clean_text(reason, field="reason", longest=MAX_TEXT_LENGTH, required=False)
    seen = decision_to_judge(moderator, decision)
    person = lock_user(seen.person_id)
    document = lock_document(seen.case)
    case = lock_case(seen.case)
    found = Decision.objects.get(pk=decision)
    if found.state != State.PROPOSED:
        raise InvalidInput("This decision does not wait for approval.", "id")
    found.approved_by = moderator
    found.state = State.APPLIED if approves else State.REFUSED
    found.save(update_fields=["approved_by", "state"])
    log(Kind.APPROVED if approves else Kind.REFUSED, by=moderator, decision=found, reason=said)
    _close(case, Case.State.DECIDED if approves else Case.State.OPEN)
    if approves:
        send_statement(found, person)
        remove(case, person, document)
    else:
        restore(found, document)
    return found


def lock_case(case: Case) -> Case:
    """Return the case, locked against other decisions: after its person and its document."""
    return Case.objects.select_for_update().get(pk=case.pk)


def _close(case: Case, state: Case.State) -> None:
    case.state = state
    case.decided_at = Now() if state == Case.State.DECIDED else None
    case.save(update_fields=["state", "decided_at"])


def _check_until(action: Action, until: datetime | None) -> None:
    if until is None:
        return
    if action not in OF_ACCOUNTS:
        raise InvalidInput("Only a limit or a suspension has an end.", "until")
    if until <= database_now():
        raise InvalidInput("This time is over.", "until")
