"""Filters that read an index, or only the newest rows."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import SEARCH_VAR
from django.db.models import QuerySet
from django.http import HttpRequest

from core.journal.models import KINDS, JournalEntry
from core.notifications.models import NotificationKind
from core.visibility import Audience

NEWEST = 100_000


def newest(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return the newest `NEWEST` of these rows. One SQL statement over the primary key."""
    oldest = (
        rows.model._default_manager.order_by("-pk")
        .values_list("pk", flat=True)[NEWEST - 1 : NEWEST]
        .first()
    )
    return rows if oldest is None else rows.filter(pk__gte=oldest)


class _AmongNewest(admin.SimpleListFilter):
    """A filter without an index of its own, whose cost every write would bear.

    It filters the newest rows only, and its title says so; with a search, which has an index, it
    filters all rows found.
    """

    name: str

    def __init__(self, request: HttpRequest, params: Any, model: Any, model_admin: Any) -> None:
        self.title = self.name
        self._searching = bool(request.GET.get(SEARCH_VAR, "").strip())
        if not self._searching:
            self.title = f"{self.name} (of the newest {NEWEST:,})"
        super().__init__(request, params, model, model_admin)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        wanted = self.value()
        if wanted is None:
            return queryset
        return self.matching(queryset if self._searching else newest(queryset), wanted)

    def matching(self, rows: QuerySet[Any], wanted: str) -> QuerySet[Any]:
        """Return the rows of this choice."""
        raise NotImplementedError


class _Kind(_AmongNewest):
    name = "kind"
    parameter_name = "kind"

    def matching(self, rows: QuerySet[Any], wanted: str) -> QuerySet[Any]:
        return rows.filter(kind=wanted)


class JournalKindFilter(_Kind):
    """By kind of change."""

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        return KINDS


class NotificationKindFilter(_Kind):
    """By kind of act."""

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        return [(kind.value, str(kind.label)) for kind in NotificationKind]


class AudienceFilter(_AmongNewest):
    """By whom posts are for."""

    name = "audience"
    parameter_name = "audience"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        return [(str(audience.value), str(audience.label)) for audience in Audience]

    def matching(self, rows: QuerySet[Any], wanted: str) -> QuerySet[Any]:
        return rows.filter(audience=wanted) if wanted.isdigit() else rows.none()


class NotificationStateFilter(_AmongNewest):
    """Read, unread, or withdrawn because the act was undone."""

    name = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        return [("unread", "unread"), ("read", "read"), ("withdrawn", "withdrawn")]

    def matching(self, rows: QuerySet[Any], wanted: str) -> QuerySet[Any]:
        if wanted == "withdrawn":
            return rows.filter(withdrawn_at__isnull=False)
        return rows.filter(withdrawn_at__isnull=True, read_at__isnull=wanted == "unread")


class JournalStateFilter(admin.SimpleListFilter):
    """By state; entries that are not applied have partial indexes."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        return [("waiting", "waiting"), ("set_aside", "set aside"), ("applied", "applied")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        match self.value():
            case "waiting":
                return queryset & JournalEntry.objects.waiting()
            case "set_aside":
                return queryset.filter(set_aside_at__isnull=False)
            case "applied":
                return queryset.filter(applied_at__isnull=False)
        return queryset
