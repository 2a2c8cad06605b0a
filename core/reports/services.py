"""Reporting posts, comments and users."""

from django.db.models import F

from core.accounts.locks import share_lock_users
from core.accounts.models import User
from core.common.errors import InvalidInput
from core.common.text import clean_text
from core.database.transactions import atomic_with_retry
from core.ratelimit.write_quotas import consume
from core.visibility import Viewer

from .evidence import Subject, look_at
from .models import Case, Category, Report, SubjectKind

MAX_TEXT_LENGTH = 1_000
MAX_RULE_LENGTH = 200


@atomic_with_retry
def report(
    *,
    reporter: User,
    kind: SubjectKind,
    subject: int,
    category: Category,
    text: str = "",
    rule: str = "",
) -> Report:
    """Report a post, comment or user, as it is now; reporting it again is no change.

    Reports of the same subject are one case until somebody decides about it. Who is reported learns
    nothing of it. Raises NotFound, also for what is hidden, InvalidInput for oneself and for texts
    that are too long, and RateLimited.
    """
    said = clean_text(text, field="text", longest=MAX_TEXT_LENGTH, required=False)
    named = clean_text(rule, field="rule", longest=MAX_RULE_LENGTH, required=False)
    viewer = Viewer.of(reporter)
    found = look_at(viewer, kind, subject)
    if found.person == reporter.pk:
        raise InvalidInput("You cannot report yourself.", "id")
    share_lock_users(viewer, reporter.pk, found.person)
    case = open_case(kind, subject, category, found)
    known = Report.objects.filter(case=case, reporter=reporter).first()
    if known is not None:
        return known
    consume("reports", user_id=reporter.pk, to=[found.person])
    is_new = not case.reports_count or case.evidence != found.evidence
    Case.objects.filter(pk=case.pk).update(
        reports_count=F("reports_count") + 1, evidence=found.evidence
    )
    return Report.objects.create(
        case=case,
        reporter=reporter,
        category=category,
        text=said,
        rule=named,
        evidence=found.evidence if is_new else None,
    )


def open_case(kind: SubjectKind, subject: int, category: Category, found: Subject) -> Case:
    """Return the open case of this subject, locked; makes it with evidence where there is none."""
    made = Case(
        kind=kind,
        subject=subject,
        person_id=found.person,
        category=category,
        evidence=found.evidence,
    )
    Case.objects.bulk_create([made], ignore_conflicts=True)
    return Case.objects.select_for_update().get(kind=kind, subject=subject, decided_at=None)
