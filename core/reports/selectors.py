"""Reports: a reporter's own, and the queue of cases for moderators."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from core.database.routing import from_replica
from core.lists.pages import Page, PageRequest, newest_first
from core.visibility import Viewer

from .models import Case, Category, Report


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which cases are wanted; a field that is None does not filter."""

    state: Case.State | None = None
    category: Category | None = None
    person: int | None = None


@from_replica
def reports_page(viewer: Viewer, page: PageRequest) -> Page[Report]:
    """Return a page of the viewer's own reports with their cases, newest first. One SQL."""
    return newest_first(_own(viewer).select_related("case"), page)


@from_replica
def count_reports(viewer: Viewer) -> int:
    """Return how many reports the viewer has made. One SQL statement."""
    return _own(viewer).count()


@from_replica
def cases_page(wanted: CaseFilter, page: PageRequest) -> Page[Case]:
    """Return a page of the cases, newest first, for moderators. One SQL statement."""
    return newest_first(_matching(wanted).select_related("person"), page)


@from_replica
def count_cases(wanted: CaseFilter) -> int:
    """Return how many cases match. One SQL statement that reads all of them."""
    return _matching(wanted).count()


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
def evidence_of_case(case: int, *, most: int) -> Sequence[Report]:
    """Return the oldest reports of a case that have evidence of their own. One SQL statement."""
    return list(Report.objects.filter(case=case, evidence__isnull=False).order_by("pk")[:most])


def _own(viewer: Viewer) -> QuerySet[Report]:
    return Report.objects.filter(reporter=viewer.key)


def _matching(wanted: CaseFilter) -> QuerySet[Case]:
    cases = Case.objects.all()
    if wanted.state is not None:
        cases = cases.filter(state=wanted.state)
    if wanted.category is not None:
        cases = cases.filter(category=wanted.category)
    if wanted.person is not None:
        cases = cases.filter(person=wanted.person)
    return cases
