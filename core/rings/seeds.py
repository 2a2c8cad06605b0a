"""From whom trust spreads."""

from core.accounts.models import User
from graph.rings import projection

from .models import TrustSeed

# Where administrators have chosen nobody: staff, and the oldest users with mutual follows.
OLDEST = 50
TIES_OF_OLDEST = 3


def seeds() -> list[int]:
    """Return the ids of the seeds in the copy, of whom there may be none.

    Those that were chosen, else staff and the oldest. Two or three SQL and Cypher statements.
    Raises GraphUnavailable.
    """
    chosen = TrustSeed.objects.filter(user__is_active=True, user__deleted_at=None)
    if found := list(chosen.values_list("pk", flat=True)):
        return projection.known(found)
    staff = User.objects.filter(is_staff=True, is_active=True).values_list("pk", flat=True)
    oldest = projection.oldest(OLDEST, ties=TIES_OF_OLDEST)
    return sorted({*projection.known(list(staff)), *oldest})
