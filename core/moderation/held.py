"""Cases about what a rule holds, which nobody has reported."""

from procrastinate.contrib.django import app

from core.accounts.locks import share_lock_users
from core.comments.models import Comment
from core.common.errors import NotFound
from core.database.transactions import atomic_with_retry
from core.jobs.retry import Backoff
from core.posts.models import Post
from core.reports.evidence import look_at
from core.reports.models import Case, Category, SubjectKind
from core.reports.services import open_case
from core.rules.review import QUEUE, TASK
from core.visibility import INTERNAL, Viewer


@app.task(name=TASK, queue=QUEUE, retry=Backoff())
@atomic_with_retry
def review_held(*, kind: str, subject: int) -> None:
    """Open a case about a post or comment, unless one is open; nothing for what is deleted."""
    written = Post if kind == SubjectKind.POST else Comment
    author = written.objects.filter(pk=subject).values_list("author_id", flat=True).first()
    if author is None:
        return
    try:
        share_lock_users(INTERNAL, author)
        # Its author alone sees it.
        found = look_at(Viewer(author), SubjectKind(kind), subject)
    except NotFound:
        return
    case = open_case(SubjectKind(kind), subject, Category.OTHER, found)
    Case.objects.filter(pk=case.pk).update(evidence=found.evidence)
