"""Cases about what a rule holds, which nobody has reported."""

from procrastinate.contrib.django import app

from core.accounts.locks import share_lock_users
from core.common.errors import NotFound
from core.database.transactions import atomic_with_retry
from core.jobs.retry import Backoff
from core.reports.evidence import look_at_for_staff
from core.reports.models import Category, SubjectKind
from core.reports.services import open_case
from core.rules.review import QUEUE, TASK
from core.visibility import INTERNAL


@app.task(name=TASK, queue=QUEUE, retry=Backoff())
@atomic_with_retry
def review_held(*, kind: str, subject: int) -> None:
    """Open a case about a post or comment, unless one is open; nothing for what is deleted."""
    try:
        found = look_at_for_staff(SubjectKind(kind), subject)
        share_lock_users(INTERNAL, found.person)
    except NotFound:
        return
    open_case(SubjectKind(kind), subject, Category.OTHER, found)
