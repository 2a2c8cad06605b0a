"""Filters that read an index, or no more than the newest rows."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import SEARCH_VAR
from django.db.models import QuerySet
from django.http import HttpRequest

from core.journal.models import KINDS, JournalEntry
from core.notifications.models import NotificationKind

NEWEST = 100_000


def newest(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The newest `NEWEST` rows of these. One SQL statement over the primary key."""
    oldest = (
        rows.model._default_manager.order_by("-pk")
        .values_list("pk", flat=True)[NEWEST - 1 : NEWEST]
        .first()
    )
    return rows if oldest is None else rows.filter(pk__gte=oldest)


class _AmongNewest(admin.SimpleListFilter):
    """A filter without an index of its own, which every write would have to pay for.

    It looks through the newest rows only and says so; together with a search, which has an index,
    it looks through all that was found.
    """

    name: str

    def __init__(self, request: HttpRequest, params: Any, model: Any, model_admin: Any) -> None:
        self.title = self.name
        self._searching = bool(request.GET.get(SEARCH_VAR, "").strip())
        if not self._searching:
            self.title = f"{self.name} (of the newest {NEWEST:,})"
        super().__init__(request, params, model, model_admin)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that match."""
        wanted = self.value()
        if wanted is None:
            return queryset
        return self.matching(queryset if self._searching else newest(queryset), wanted)

    def matching(self, rows: QuerySet[Any], wanted: str) -> QuerySet[Any]:
        """The rows of this choice."""
        raise NotImplementedError


class _Kind(_AmongNewest):
    name = "kind"
    parameter_name = "kind"

    def matching(self, rows: QuerySet[Any], wanted: str) -> QuerySet[Any]:
        return rows.filter(kind=wanted)


class JournalKindFilter(_Kind):
    """What changed."""

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        """Every kind of change."""
        return KINDS


class NotificationKindFilter(_Kind):
    """What happened."""

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        """Every kind of act."""
        return [(kind.value, str(kind.label)) for kind in NotificationKind]


class NotificationStateFilter(_AmongNewest):
    """Read, unread, or withdrawn because the act was undone."""

    name = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        """The three of them."""
        return [("unread", "unread"), ("read", "read"), ("withdrawn", "withdrawn")]

    def matching(self, rows: QuerySet[Any], wanted: str) -> QuerySet[Any]:
        """The rows in this state."""
        if wanted == "withdrawn":
            return rows.filter(withdrawn_at__isnull=False)
        return rows.filter(withdrawn_at__isnull=True, read_at__isnull=wanted == "unread")


class JournalStateFilter(admin.SimpleListFilter):
    """How far the graph has come; what is not applied has partial indexes."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        """The three of them."""
        return [("waiting", "waiting"), ("set_aside", "set aside"), ("applied", "applied")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The entries in this state."""
        match self.value():
            case "waiting":
                return queryset & JournalEntry.objects.waiting()
            case "set_aside":
                return queryset.filter(set_aside_at__isnull=False)
            case "applied":
                return queryset.filter(applied_at__isnull=False)
        return queryset
