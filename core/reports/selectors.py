"""Reports: a reporter's own, and the queue of cases for moderators."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.database.routing import from_replica
from core.lists.pages import HIGHEST
from core.visibility import Viewer

from .models import Case, Category, Report

MAX_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which cases are wanted; a field that is None does not filter."""

    state: Case.State | None = None
    category: Category | None = None


@from_replica
def own_reports(viewer: Viewer) -> Sequence[Report]:
    """Return the viewer's newest reports with their cases, up to MAX_AT_ONCE. One SQL statement."""
    own = Report.objects.filter(reporter=viewer.key).select_related("case")
    return list(own.order_by("-pk")[:MAX_AT_ONCE])


@from_replica
def queue(wanted: CaseFilter, *, before: int | None = None) -> Sequence[Case]:
    """Return MAX_AT_ONCE cases, newest first, with who is reported. One SQL statement."""
    cases = Case.objects.filter(pk__lt=HIGHEST if before is None else before)
    if wanted.state is not None:
        cases = cases.filter(state=wanted.state)
    if wanted.category is not None:
        cases = cases.filter(category=wanted.category)
    return list(cases.select_related("person").order_by("-pk")[:MAX_AT_ONCE])


@from_replica
def case_by_id(case: int) -> Case | None:
    """Return a case with who is reported. One SQL statement."""
    return Case.objects.select_related("person").filter(pk=case).first()


@from_replica
def reports_of_case(case: int, *, most: int) -> Sequence[Report]:
    """Return the newest reports of a case, with who made them. One SQL statement."""
    found = Report.objects.filter(case=case).select_related("reporter")
    return list(found.order_by("-pk")[:most])


@from_replica
def evidence_of_case(case: Case, *, most: int) -> Sequence[Report]:
    """Return the oldest reports of a case that have evidence of their own. One SQL statement.

    Of a case that nobody has reported it is one, not saved, with the subject as it was at first.
    """
    if not case.reports_count:
        return [Report(case=case, evidence=case.evidence, created_at=case.opened_at)]
    return list(Report.objects.filter(case=case, evidence__isnull=False).order_by("pk")[:most])


@from_replica
def cases_about(person: int, *, most: int) -> Sequence[Case]:
    """Return the newest cases about somebody, whatever they wrote. One SQL statement."""
    return list(Case.objects.filter(person=person).order_by("-pk")[:most])
