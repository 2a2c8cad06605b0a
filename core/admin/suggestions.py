"""Learned weights of suggestions, with their figures."""

from django.contrib import admin
from django.db.models import QuerySet

from core.suggestions.current import in_use
from core.suggestions.models import SuggestionModel

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

    def find(self, rows: QuerySet[SuggestionModel], words: str) -> QuerySet[SuggestionModel]:
        return rows.filter(pk=as_id(words) or 0)

    @admin.display(description="learned at")
    def created(self, row: SuggestionModel) -> str:
        return moment(row.created_at)

    @admin.display(description="in use", boolean=True)
    def is_used(self, row: SuggestionModel) -> bool:
        return row == in_use()

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
