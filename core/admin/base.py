"""What the admin's pages have in common: lists that stay quick, and refusals in plain words."""

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
        """By the primary key."""
        return ["-pk"]

    def get_results(self, request: HttpRequest) -> None:
        """The rows of the page and the words for how many there are.

        PostgreSQL would rather walk the primary key until a page is full than trust an index to
        hold few rows of a search, and walks to the end when there are none. So few rows are
        sorted by a sum, which is not that key; many fill a page soon, and sorting them would not.
        """
        super().get_results(request)
        self.shown_count = self.paginator.shown_count
        if self.query and not self.paginator.cut_off:
            self.queryset = self.queryset.order_by((F("id") + 0).desc())
            start = (self.page_num - 1) * self.list_per_page
            self.result_list = self.queryset[start : start + self.list_per_page]


class BoundedAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not generic at run time
    """Nothing here reads more rows than it shows, or than the bound of its paginator.

    Subclasses say what a search finds (`find`) and what goes with a deleted object (`leaving`).
    """

    paginator = BoundedPaginator
    list_per_page = PER_PAGE
    list_max_show_all = PER_PAGE
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    sortable_by = ()
    # Django draws the search box only where this names something; `find` decides.
    search_fields = ("pk",)

    def find(self, rows: QuerySet[Any], words: str) -> QuerySet[Any]:
        """The rows that a search finds, by an index."""
        raise NotImplementedError

    def leaving(self, objects: Sequence[Any] | QuerySet[Any]) -> dict[str, int | str]:
        """What goes when these are deleted: plural name to count, bounded."""
        raise NotImplementedError

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """The list of this project."""
        return BoundedList

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """What `find` finds; never twice."""
        words = search_term.strip()
        return (self.find(queryset, words) if words else queryset), False

    def get_deleted_objects(
        self, objs: Sequence[Any] | QuerySet[Any], request: HttpRequest
    ) -> tuple[list[str], dict[str, Any], set[str], list[str]]:
        """The objects themselves and bounded counts; Django would fetch all that hangs on them."""
        return [str(one) for one in objs], self.leaving(objs), set(), []

    def response_action(
        self, request: HttpRequest, queryset: QuerySet[Any], *args: Any, **kwargs: Any
    ) -> HttpResponse | None:
        """Act on the chosen rows of one page, never on all rows of a list."""
        if request.POST.get("select_across") == "1":
            self.message_user(request, "Choose rows one page at a time.", messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())
        return super().response_action(request, queryset, *args, **kwargs)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form; what a service refuses is said on it, and nothing is changed."""
        view = partial(super().changeform_view, request, *args, **kwargs)
        try:
            return retry_on_conflict(view)
        except DomainError as refusal:
            self.message_user(request, refusal.message, messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The question and the deletion; Django gives both one transaction, as it does forms."""
        return retry_on_conflict(partial(super().delete_view, request, *args, **kwargs))


class ReadOnlyAdmin(BoundedAdmin):
    """Pages to look at."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody."""
        return False
