"""The end of limits and suspensions whose time is over."""

from django.db.models.functions import Now

from core.accounts.locks import lock_user
from core.common.errors import NotFound
from core.database.transactions import atomic_with_retry

from .effects import settle
from .log import log
from .models import Decision, ModerationAct

BATCH = 100


def end_over() -> int:
    """End up to `BATCH` decisions whose time is over; returns how many were found.

    Cost: an index range, and a transaction for each.
    """
    over = Decision.objects.filter(until__lte=Now(), state=Decision.State.APPLIED)
    found = list(over.order_by("until").values_list("pk", "person")[:BATCH])
    for decision, person in found:
        _end(decision, person)
    return len(found)


@atomic_with_retry
def _end(decision: int, person: int) -> None:
    try:
        user = lock_user(person)
    except NotFound:
        # The account is being deleted, and its decisions with it.
        Decision.objects.filter(pk=decision).update(state=Decision.State.ENDED)
        return
    over = Decision.objects.filter(pk=decision, until__lte=Now(), state=Decision.State.APPLIED)
    found = over.first()
    if found is None:
        return
    found.state = Decision.State.ENDED
    found.save(update_fields=["state"])
    settle(found, user)
    log(ModerationAct.Kind.ENDED, by=None, decision=found, reason="")
