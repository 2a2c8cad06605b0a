"""Learned weights of suggestions with their figures, and searches for communities."""

from django.contrib import admin
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet, Subquery
from django.http import HttpRequest

from core.suggestions.current import usable
from core.suggestions.models import CommunityRun, SuggestionModel

from .base import ReadOnlyAdmin
from .formatting import moment
from .search import as_id


@admin.register(SuggestionModel)
class SuggestionModelAdmin(ReadOnlyAdmin):
    """`manage.py fit_suggestions` writes them, and `--revert` withdraws the one in use."""

    list_display = ("id", "created", "is_used", "learned", "default", "hidden_by", "withdrawn")
    search_help_text = "The ID of the weights."
    fields = (
        "created", "is_used", "withdrawn", "feature_version", "triad_edges", "weights", "figures",
    )  # fmt: skip
    readonly_fields = ("created", "is_used", "withdrawn")

    def get_queryset(self, request: HttpRequest) -> QuerySet[SuggestionModel]:
        """Return the rows, each with whether it is the one in use."""
        newest = Subquery(usable().values("pk")[:1])
        used = ExpressionWrapper(Q(pk=newest), output_field=BooleanField())
        rows: QuerySet[SuggestionModel] = super().get_queryset(request)
        return rows.annotate(used=used)

    def find(self, rows: QuerySet[SuggestionModel], words: str) -> QuerySet[SuggestionModel]:
        return rows.filter(pk=as_id(words) or 0)

    @admin.display(description="learned at")
    def created(self, row: SuggestionModel) -> str:
        return moment(row.created_at)

    @admin.display(description="in use", boolean=True)
    def is_used(self, row: SuggestionModel) -> bool:
        return bool(getattr(row, "used", False))

    @admin.display(description="withdrawn at")
    def withdrawn(self, row: SuggestionModel) -> str:
        return moment(row.withdrawn_at)

    @admin.display(description="MRR / recall@10")
    def learned(self, row: SuggestionModel) -> str:
        return _figures(row, "learned")

    @admin.display(description="of the default")
    def default(self, row: SuggestionModel) -> str:
        return _figures(row, "default")

    @admin.display(description="hidden by")
    def hidden_by(self, row: SuggestionModel) -> str:
        return str(row.figures["hidden_by"])


def _figures(row: SuggestionModel, which: str) -> str:
    found = row.figures[which]
    return f"{found['mrr']:.3f} / {found['recall']:.3f}"


@admin.register(CommunityRun)
class CommunityRunAdmin(ReadOnlyAdmin):
    """The worker and `manage.py find_communities` write them, with their progress."""

    list_display = ("id", "started", "stage", "progress", "ended")
    search_help_text = "The ID of the search."
    fields = ("started", "stage", "progress", "ended", "figures")
    readonly_fields = ("started", "progress", "ended")

    def find(self, rows: QuerySet[CommunityRun], words: str) -> QuerySet[CommunityRun]:
        return rows.filter(pk=as_id(words) or 0)

    @admin.display(description="started at")
    def started(self, row: CommunityRun) -> str:
        return moment(row.started_at)

    @admin.display(description="ended at")
    def ended(self, row: CommunityRun) -> str:
        return moment(row.ended_at)

    @admin.display(description="users written")
    def progress(self, row: CommunityRun) -> str:
        return f"{row.done:,} of {row.total:,}"
