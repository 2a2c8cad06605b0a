"""Rings that no search has found."""

from core.accounts.models import User
from core.accounts.roles import set_moderator
from core.rings.models import Ring, RingMember, RingRun
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
