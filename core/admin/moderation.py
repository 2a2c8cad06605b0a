"""The queue of cases, decisions and the log, for moderators that may enter the admin."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from core.accounts.models import User
from core.accounts.roles import Role, role_of
from core.moderation.appeals import decide_appeal
from core.moderation.decisions import approve, decide
from core.moderation.models import Action, Decision, ModerationAct
from core.moderation.selectors import decisions_about
from core.reports.models import Case
from core.reports.selectors import evidence_of_case, reports_of_case
from core.reports.services import MAX_RULE_LENGTH, MAX_TEXT_LENGTH

from .base import BoundedAdmin, ReadOnlyAdmin
from .formatting import moment
from .graph_panel import graph_panel
from .links import link_to
from .search import as_id

SHOWN = 50
# What somebody else decides about a decision.
JUDGEMENTS = {
    "approve": "Approve the proposal",
    "refuse": "Refuse the proposal",
    "uphold": "Uphold the decision",
    "overturn": "Overturn the decision",
}


class DecideForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """What a moderator decides about a case."""

    action = forms.ChoiceField(choices=Action.choices)
    reason = forms.CharField(max_length=MAX_TEXT_LENGTH, widget=forms.Textarea)
    rule = forms.CharField(max_length=MAX_RULE_LENGTH, required=False)
    until = forms.DateTimeField(
        required=False, help_text="When a limit or suspension ends, in UTC; empty for good."
    )

    class Meta:
        model = Case
        fields: tuple[str, ...] = ()


class JudgeForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """What another moderator decides about a decision."""

    judgement = forms.ChoiceField(choices=JUDGEMENTS.items())
    answer = forms.CharField(max_length=MAX_TEXT_LENGTH, widget=forms.Textarea)

    class Meta:
        model = Decision
        fields: tuple[str, ...] = ()


class ModeratedAdmin(BoundedAdmin):
    """Pages that moderators see; nothing is added or deleted."""

    def find(self, rows: QuerySet[Any], words: str) -> QuerySet[Any]:
        return rows.filter(pk=as_id(words) or 0)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return _may_moderate(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return _may_moderate(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return _may_moderate(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Case)
class CaseAdmin(ModeratedAdmin):
    """All reports of a subject on one page, beside its author's history and graph."""

    form = DecideForm
    list_display = ("id", "kind", "beginning", "who", "category", "state", "reports_count")
    list_filter = ("state", "category", "kind")
    list_select_related = ("person",)
    search_help_text = "The ID of the case."
    readonly_fields = (
        *("kind", "who", "state", "reports_count", "opened", "evidence_as_reported"),
        *("reports", "history", "graph"),
    )
    fields = (*readonly_fields, "action", "reason", "rule", "until")

    @admin.display(description="text")
    def beginning(self, case: Case) -> str:
        return str(case.evidence.get("text", ""))[:100]

    @admin.display(description="user")
    def who(self, case: Case) -> SafeString:
        return link_to("user", case.person_id, case.person.username)

    @admin.display(description="opened at")
    def opened(self, case: Case) -> str:
        return moment(case.opened_at)

    def evidence_as_reported(self, case: Case) -> SafeString:
        found = evidence_of_case(case.pk, most=SHOWN)
        return _lines((moment(each.created_at), (each.evidence or {})["text"]) for each in found)

    def reports(self, case: Case) -> SafeString:
        found = reports_of_case(case.pk, most=SHOWN)
        return _lines(
            (each.get_category_display(), f"{each.reporter.username}: {each.text}")
            for each in found
        )

    def history(self, case: Case) -> SafeString:
        found = decisions_about(case.person_id)
        return _lines((str(each), each.reason) for each in found)

    def graph(self, case: Case) -> SafeString | str:
        return graph_panel(case.person_id)

    def save_model(self, request: HttpRequest, obj: Case, form: Any, change: bool) -> None:
        """Decide by the service, which refuses what is decided already."""
        decide(
            moderator=cast(User, request.user),
            case=obj.pk,
            action=Action(form.cleaned_data["action"]),
            reason=form.cleaned_data["reason"],
            rule=form.cleaned_data["rule"],
            until=form.cleaned_data["until"],
        )


@admin.register(Decision)
class DecisionAdmin(ModeratedAdmin):
    """Decisions, for the approval of proposals and for appeals."""

    form = JudgeForm
    list_display = ("id", "action", "state", "who", "by", "appealed")
    list_filter = ("state", "action", "appeal__state")
    list_select_related = ("person", "by", "appeal")
    search_help_text = "The ID of the decision."
    readonly_fields = (
        *("case_link", "who", "action", "state", "by", "reason", "rule", "until", "appealed"),
        "appeal_text",
    )
    fields = (*readonly_fields, "judgement", "answer")

    @admin.display(description="case")
    def case_link(self, decision: Decision) -> SafeString:
        return link_to("case", decision.case_id, f"Case {decision.case_id}")

    @admin.display(description="user")
    def who(self, decision: Decision) -> SafeString:
        return link_to("user", decision.person_id, decision.person.username)

    @admin.display(description="appeal")
    def appealed(self, decision: Decision) -> str:
        appeal = getattr(decision, "appeal", None)
        return "" if appeal is None else appeal.get_state_display()

    def appeal_text(self, decision: Decision) -> str:
        appeal = getattr(decision, "appeal", None)
        return "" if appeal is None else appeal.text

    def save_model(self, request: HttpRequest, obj: Decision, form: Any, change: bool) -> None:
        """Judge by the services, which refuse who had a part in the decision."""
        moderator, said = cast(User, request.user), form.cleaned_data["answer"]
        judgement = form.cleaned_data["judgement"]
        if judgement in ("approve", "refuse"):
            approves = judgement == "approve"
            approve(moderator=moderator, decision=obj.pk, approves=approves, reason=said)
            return
        overturns = judgement == "overturn"
        decide_appeal(moderator=moderator, decision=obj.pk, overturns=overturns, reason=said)


@admin.register(ModerationAct)
class ModerationActAdmin(ReadOnlyAdmin):
    """The log, which nobody changes."""

    list_display = ("id", "at", "kind", "action", "by", "person", "case", "reason")
    list_filter = ("kind", "action")
    search_help_text = "The ID of the line."

    def find(self, rows: QuerySet[ModerationAct], words: str) -> QuerySet[ModerationAct]:
        return rows.filter(pk=as_id(words) or 0)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return _may_moderate(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return _may_moderate(request)


def _may_moderate(request: HttpRequest) -> bool:
    return role_of(cast(User, request.user)) is not Role.MEMBER


def _lines(rows: Iterable[tuple[str, str]]) -> SafeString:
    found = format_html_join("", "<tr><th>{}</th><td>{}</td></tr>", rows)
    return format_html("<table>{}</table>", found)
