"""Rings, as moderators see them, with suspended members."""

from collections.abc import Sequence

from core.accounts.models import User
from core.accounts.roles import check_is_moderator

from .models import Ring, RingAct, RingEdge, RingMember, RingRun

# Members of one ring that are shown.
MEMBERS = 200


def newest_rings(moderator: User) -> Sequence[Ring]:
    """Return the rings of the newest search that ended, the least trusted first, at most 50.

    Raises Forbidden. One SQL statement, and up to two for the role.
    """
    check_is_moderator(moderator)
    done = RingRun.objects.filter(stage=RingRun.Stage.DONE).values("pk")[:1]
    return list(Ring.objects.filter(run=done).order_by("place"))


def ring_of(moderator: User, ring: int) -> Ring | None:
    """Return a ring of any search that is kept. Raises Forbidden. Statements as newest_rings."""
    check_is_moderator(moderator)
    return Ring.objects.filter(pk=ring).first()


def members_of(rings: Sequence[int]) -> dict[int, list[RingMember]]:
    """Return up to MEMBERS members of each of these rings, with their users. One SQL statement."""
    found: dict[int, list[RingMember]] = {ring: [] for ring in rings}
    rows = RingMember.objects.filter(ring__in=rings, place__lt=MEMBERS).select_related("user")
    for row in rows.order_by("ring", "place"):
        found[row.ring_id].append(row)
    return found


def follows_of(rings: Sequence[int]) -> dict[int, list[RingEdge]]:
    """Return the follows that are kept of each of these rings, with both. One SQL statement."""
    found: dict[int, list[RingEdge]] = {ring: [] for ring in rings}
    rows = RingEdge.objects.filter(ring__in=rings).select_related("actor", "target")
    for row in rows.order_by("ring", "place"):
        found[row.ring_id].append(row)
    return found


def decisions_of(rings: Sequence[int]) -> dict[int, RingAct]:
    """Return the decision in force about each of these rings that has one. One SQL statement."""
    rows = RingAct.objects.filter(ring__in=rings).exclude(state=RingAct.State.UNDONE)
    return {act.ring_id: act for act in rows}
