"""What moderation has to do with the owner of the scene."""

from dataclasses import dataclass

from core.accounts.models import User
from core.accounts.roles import set_moderator
from core.moderation.log import log
from core.moderation.models import Action, Appeal, Decision, ModerationAct
from core.posts.models import Post
from core.reports.models import Case, Category, SubjectKind
from core.reports.services import report
from tests.core.rings.made import made_rings
from tests.factories import make_user


@dataclass(frozen=True)
class Moderated:
    """The ids of an open case, and of decisions about others: to appeal, approve and judge."""

    case: int
    warning: int
    proposal: int
    appealed: int
    # Rings with and without a decision.
    judged_ring: int
    ring: int


def moderate(*, owner: User, fan: User, moderator: User, post: Post) -> Moderated:
    """Let the fan report the owner's post; the owner has reported the fan, and was warned."""
    set_moderator(person=moderator.pk, is_moderator=True)
    other = set_moderator(person=make_user("other-moderator").pk, is_moderator=True)
    report(reporter=owner, kind=SubjectKind.USER, subject=fan.pk, category=Category.SPAM)
    made = report(reporter=fan, kind=SubjectKind.POST, subject=post.pk, category=Category.HATE)
    warning = _decided(owner, other, Action.WARN, Decision.State.APPLIED)
    proposal = _decided(owner, other, Action.REMOVE, Decision.State.PROPOSED)
    appealed = _decided(owner, other, Action.WARN, Decision.State.APPLIED)
    Appeal.objects.create(decision=appealed, text="No.")
    log(ModerationAct.Kind.DECIDED, by=other, decision=appealed, reason="Rude.")
    judged, ring = made_rings(owner, fan)
    return Moderated(made.case_id, warning.pk, proposal.pk, appealed.pk, judged.pk, ring.pk)


def _decided(owner: User, by: User, action: Action, state: Decision.State) -> Decision:
    is_open = state == Decision.State.PROPOSED
    case = Case.objects.create(
        kind=SubjectKind.COMMENT,
        subject=1,
        person=owner,
        category=Category.SPAM,
        state=Case.State.PROPOSED if is_open else Case.State.DECIDED,
        decided_at=None if is_open else owner.date_joined,
    )
    return Decision.objects.create(
        case=case, person=owner, by=by, action=action, reason="Rude.", state=state
    )
