"""Appeals: once for each decision, decided by a moderator who had no part in it."""

from django.db.models.functions import Now

from core.accounts.locks import lock_user
from core.accounts.models import User
from core.common.errors import InvalidInput, NotFound
from core.common.text import clean_text
from core.database.transactions import atomic_with_retry
from core.ratelimit.write_quotas import consume
from core.reports.services import MAX_TEXT_LENGTH

from .access import decision_to_judge
from .decisions import lock_case
from .effects import lock_document, restore, settle
from .log import log
from .models import Action, Appeal, Decision, ModerationAct
from .statements import send_statement

# What is removed was approved by two, and cannot come back; of NONE nobody is notified.
APPEALABLE = (Action.HIDE, Action.WARN, Action.LIMIT, Action.SUSPEND)
Kind, State = ModerationAct.Kind, Decision.State


@atomic_with_retry
def appeal(*, person: User, decision: int, text: str) -> Appeal:
    """Appeal against a decision about oneself, also while suspended. Returns the appeal.

    Raises NotFound, also for decisions about others, InvalidInput where there is an appeal or none
    is possible, and RateLimited.
    """
    said = clean_text(text, field="text", longest=MAX_TEXT_LENGTH)
    lock_user(person.pk)
    own = Decision.objects.filter(person=person.pk).exclude(action=Action.NONE)
    found = own.exclude(state__in=[State.PROPOSED, State.REFUSED]).filter(pk=decision).first()
    if found is None:
        raise NotFound("Decision not found.", "id")
    if found.action not in APPEALABLE or found.state == State.OVERTURNED:
        raise InvalidInput("This decision cannot be appealed.", "id")
    if Appeal.objects.filter(decision=found).exists():
        raise InvalidInput("You have appealed against this decision.", "id")
    consume("appeals", user_id=person.pk)
    made = Appeal.objects.create(decision=found, text=said)
    log(Kind.APPEALED, by=person, decision=found, reason=said)
    return made


@atomic_with_retry
def decide_appeal(*, moderator: User, decision: int, overturns: bool, reason: str) -> Appeal:
    """Uphold a decision that is appealed against, or overturn it, which restores what was before.

    Raises Forbidden, also for who decided or approved it, NotFound, and InvalidInput where no
    appeal is open.
    """
    said = clean_text(reason, field="reason", longest=MAX_TEXT_LENGTH)
    seen = decision_to_judge(moderator, decision)
    person = lock_user(seen.person_id)
    document = lock_document(seen.case)
    lock_case(seen.case)
    found = Decision.objects.get(pk=decision)
    appeal = Appeal.objects.filter(decision=found, state=Appeal.State.OPEN).first()
    if appeal is None:
        raise InvalidInput("No appeal against this decision is open.", "id")
    appeal.state = Appeal.State.OVERTURNED if overturns else Appeal.State.UPHELD
    appeal.decided_by, appeal.answer, appeal.decided_at = moderator, said, Now()
    appeal.save()
    appeal.refresh_from_db(fields=["decided_at"])
    kind = Kind.UPHELD
    if overturns:
        kind, found.state = Kind.OVERTURNED, State.OVERTURNED
        found.save(update_fields=["state"])
        if found.action == Action.HIDE:
            restore(found, document)
        settle(found, person)
    log(kind, by=moderator, decision=found, reason=said)
    send_statement(found, person)
    return appeal
