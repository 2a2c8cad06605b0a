"""A decision about all members of a ring, as one act; and undoing it."""

from core.accounts.models import User
from core.accounts.roles import check_is_moderator
from core.common.errors import InvalidInput, NotFound
from core.database.transactions import atomic_with_retry
from core.ratelimit.write_quotas import consume

from .models import Ring, RingAct
from .work import carry_out_ring_act

State = RingAct.State
IN_FORCE = "A decision about this ring is in force. Undo it first."


@atomic_with_retry
def decide_ring(*, by: User, ring: int, decision: str, field: str = "id") -> RingAct:
    """Limit or suspend all members of a ring, by a job; returns the act.

    Staff and moderators are spared, and who is limited or suspended already stays so without being
    of the act. Raises Forbidden, NotFound, naming the argument `field`, InvalidInput while another
    decision about the ring is in force, and RateLimited.
    """
    check_is_moderator(by)
    found = _locked_ring(ring, field)
    if found.acts.exclude(state=State.UNDONE).exists():
        raise InvalidInput(IN_FORCE, field)
    consume("ring_decisions", user_id=by.pk)
    people = sorted(found.members.values_list("user", flat=True))
    act = RingAct.objects.create(ring=found, by=by, decision=decision, people=people)
    carry_out_ring_act.defer(act=act.pk)
    return act


@atomic_with_retry
def undo_ring_decision(*, by: User, ring: int, field: str = "id") -> RingAct:
    """Restore those whom the decision in force has changed, and nobody else, by a job.

    An act that is in work ends first. Whom somebody has decided about since stays as they are. What
    is being undone already is no change. Raises Forbidden and NotFound, also without a decision in
    force, naming the argument `field`.
    """
    check_is_moderator(by)
    found = _locked_ring(ring, field)
    act = found.acts.select_for_update().exclude(state=State.UNDONE).first()
    if act is None:
        raise NotFound("No decision about this ring is in force.", field)
    if act.state == State.UNDOING:
        return act
    act.state, act.place, act.finished_at = State.UNDOING, 0, None
    act.save(update_fields=["state", "place", "finished_at"])
    carry_out_ring_act.defer(act=act.pk)
    return act


def _locked_ring(ring: int, field: str) -> Ring:
    found = Ring.objects.select_for_update().filter(pk=ring).first()
    if found is None:
        raise NotFound("Ring not found.", field)
    return found
