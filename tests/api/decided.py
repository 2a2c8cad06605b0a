"""A moderator, with something of every kind to decide about somebody else."""

from dataclasses import dataclass
from itertools import count

from core.accounts.models import User
from core.accounts.roles import set_moderator
from core.moderation.models import Action, Appeal, Decision
from core.reports.models import Case, Category, SubjectKind
from tests.core.rings.made import made_rings

# Nothing has these: one case of a subject is open at a time.
_SUBJECTS = count(1)


@dataclass(frozen=True)
class Decided:
    """Ids: an open case, a proposal, an appeal, of others; and a decision about the moderator."""

    case: int
    proposal: int
    appealed: int
    appealable: int
    judged_ring: int
    ring: int


def moderated_by(moderator: User, person: User) -> Decided:
    """Make the one a moderator, and cases of which most are about the other."""
    set_moderator(person=moderator.pk, is_moderator=True)
    proposal = _decided(person, Action.REMOVE, Decision.State.PROPOSED)
    appealed = _decided(person, Action.WARN, Decision.State.APPLIED)
    Appeal.objects.create(decision=appealed, text="No.")
    about_moderator = _decided(moderator, Action.WARN, Decision.State.APPLIED)
    case, _ = Case.objects.get_or_create(
        kind=SubjectKind.USER,
        subject=person.pk,
        decided_at=None,
        defaults={"person": person, "category": Category.SPAM},
    )
    judged, ring = made_rings(person)
    return Decided(case.pk, proposal.pk, appealed.pk, about_moderator.pk, judged.pk, ring.pk)


def _decided(person: User, action: Action, state: Decision.State) -> Decision:
    is_open = state == Decision.State.PROPOSED
    case = Case.objects.create(
        kind=SubjectKind.COMMENT,
        subject=next(_SUBJECTS),
        person=person,
        category=Category.SPAM,
        state=Case.State.PROPOSED if is_open else Case.State.DECIDED,
        decided_at=None if is_open else person.date_joined,
    )
    return Decision.objects.create(
        case=case, person=person, by=None, action=action, reason="Rude.", state=state
    )
