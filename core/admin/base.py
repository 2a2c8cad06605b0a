"""The base of the admin's pages: bounded lists, and errors of the services as messages."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.db.models import F, Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from core.common.errors import DomainError
from core.database.transactions import retry_on_conflict

from .paginator import BoundedPaginator

PER_PAGE = 50


class BoundedList(ChangeList):
    """A list in the order of its ids, newest first, whatever the address asks for."""

    shown_count = ""

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Any]) -> list[Any]:
        return ["-pk"]

    def get_results(self, request: HttpRequest) -> None:
        """Read the rows of the page and the text of their number.

        PostgreSQL prefers to scan the primary key until a page is full over an index with few
        rows of a search, and scans to the end when there are none. So few rows are sorted by an
        expression, which is not that key; many rows fill a page soon without it.
        """
        super().get_results(request)
        self.shown_count = self.paginator.shown_count
        if self.query and not self.paginator.cut_off:
            self.queryset = self.queryset.order_by((F("id") + 0).desc())
            start = (self.page_num - 1) * self.list_per_page
            self.result_list = self.queryset[start : start + self.list_per_page]


class BoundedAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not generic at run time
    """Pages that read no more rows than they show, or than the bound of the paginator.

    Subclasses define what a search finds (`find`) and what a deletion includes (`leaving`).
    """

    paginator = BoundedPaginator
    list_per_page = PER_PAGE
    list_max_show_all = PER_PAGE
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    sortable_by = ()
    # Django shows the search box only where this is not empty; `find` decides.
    search_fields = ("pk",)

    def find(self, rows: QuerySet[Any], words: str) -> QuerySet[Any]:
        """Return the rows that a search finds, by an index."""
        raise NotImplementedError

    def leaving(self, objects: Sequence[Any] | QuerySet[Any]) -> dict[str, int | str]:
        """Return what a deletion of these includes: plural name to bounded count."""
        raise NotImplementedError

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return BoundedList

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Return the rows of `find`, without duplicates."""
        words = search_term.strip()
        return (self.find(queryset, words) if words else queryset), False

    def get_deleted_objects(
        self, objs: Sequence[Any] | QuerySet[Any], request: HttpRequest
    ) -> tuple[list[str], dict[str, Any], set[str], list[str]]:
        """Return the objects and bounded counts; Django would fetch every related row."""
        return [str(one) for one in objs], self.leaving(objs), set(), []

    def response_action(
        self, request: HttpRequest, queryset: QuerySet[Any], *args: Any, **kwargs: Any
    ) -> HttpResponse | None:
        """Run an action on the selected rows of one page, never on all rows of a list."""
        if request.POST.get("select_across") == "1":
            self.message_user(request, "Select rows one page at a time.", messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())
        return super().response_action(request, queryset, *args, **kwargs)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form; an error of a service is a message on it, and nothing is changed."""
        view = partial(super().changeform_view, request, *args, **kwargs)
        try:
            return retry_on_conflict(view)
        except DomainError as refusal:
            self.message_user(request, refusal.message, messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Confirm and delete; retried on a conflict, as forms are."""
        return retry_on_conflict(partial(super().delete_view, request, *args, **kwargs))


class ReadOnlyAdmin(BoundedAdmin):
    """Pages without any change."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
