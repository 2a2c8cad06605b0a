"""Bulk acts that are over, without what they did."""

from django.utils import timezone

from core.accounts.models import User
from core.bulk_acts.models import BulkAct


def made_bulk_act(*, by: User, person: User) -> BulkAct:
    """That somebody blocked a user and no followers, and has undone it."""
    return BulkAct.objects.create(
        by=by,
        person=person.pk,
        spares_followed=True,
        is_complete=True,
        state=BulkAct.State.UNDONE,
        people=[person.pk],
        place=1,
        end=1,
        hit=1,
        restored=1,
        finished_at=timezone.now(),
    )
