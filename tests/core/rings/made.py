"""Rings that no search has found."""

from core.accounts.models import User
from core.accounts.roles import set_moderator
from core.rings.models import Ring, RingAct, RingEdge, RingMember, RingRun
from tests.factories import make_users


def make_ring(size: int) -> tuple[User, Ring, list[User]]:
    """A judge, who is a moderator, and a ring of so many."""
    root, *members = make_users("judge", *(f"member{number}" for number in range(size)))
    root = set_moderator(person=root.pk, is_moderator=True)
    ring = Ring.objects.create(
        run=RingRun.objects.create(stage=RingRun.Stage.DONE),
        place=1, size=size, trust=0.0, inside=0, ties_inside=0, ties_outside=0,
        outgoing=0, incoming=0,
    )  # fmt: skip
    for place, user in enumerate(members):
        RingMember.objects.create(ring=ring, user=user, place=place, ties=1, trust=0.0)
    return root, ring, members


def made_rings(*members: User) -> tuple[Ring, Ring]:
    """A ring about which a decision is in force, which has changed nobody, and one without."""
    run = RingRun.objects.create(stage=RingRun.Stage.DONE)
    counts = dict.fromkeys(("inside", "ties_inside", "ties_outside", "outgoing", "incoming"), 1)
    made = []
    for place in (1, 2):
        ring = Ring.objects.create(run=run, place=place, size=len(members), trust=0.5, **counts)
        for at, user in enumerate(members):
            RingMember.objects.create(ring=ring, user=user, place=at, ties=1, trust=0.5)
        RingEdge.objects.create(
            ring=ring, place=0, actor=members[0], target=members[-1], is_inside=True, is_mutual=True
        )
        made.append(ring)
    RingAct.objects.create(
        ring=made[0], decision=RingAct.Decision.LIMIT, state=RingAct.State.DONE, people=[]
    )
    return made[0], made[1]
