"""The queue of cases, decisions and the log, for moderators."""

from typing import Any, cast

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString

from core.accounts.models import User
from core.accounts.roles import Role, role_of
from core.moderation.appeals import decide_appeal
from core.moderation.decisions import approve, decide
from core.moderation.models import Action, Appeal, Decision, ModerationAct
from core.reports.models import Case

from . import case_panels
from .base import BoundedAdmin, ReadOnlyAdmin
from .formatting import NOTHING, moment
from .graph_panel import graph_panel
from .links import cases_of, link_to
from .moderation_forms import DecideForm, JudgeForm, is_proposed
from .search import as_id, as_person


class ModeratedAdmin(BoundedAdmin):
    """Pages that moderators see; nothing is added or deleted."""

    change_form_template = "admin/core/moderation.html"

    def is_undecided(self, row: Any) -> bool:
        """Return whether there is something to decide on the page of this row."""
        raise NotImplementedError

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the page; without a button where nothing is to be decided."""
        row = self.get_object(request, object_id)
        shown = {
            "may_decide": row is not None and self.is_undecided(row),
            "title": str(row),
            "subtitle": None,
        }
        return super().change_view(request, object_id, form_url, shown | (extra_context or {}))

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
    list_display = (
        *("id", "kind", "beginning", "who", "category", "state", "reports_count", "opened"),
    )
    list_filter = ("state", "category", "kind")
    list_select_related = ("person",)
    search_help_text = "The ID of a case, or @username for all cases about a user."
    panels = (
        ("What was reported", {"fields": ("kind", "who", "state", "opened", "as_reported", "now")}),
        ("Reports", {"fields": ("reports_count", "reports")}),
        ("The user", {"fields": ("history", "other_cases", "graph")}),
        ("Decisions about this case", {"fields": ("decisions",)}),
    )
    deciding = ("Decide", {"fields": ("action", "reason", "rule", "until")})
    readonly_fields = tuple(name for _, panel in panels for name in panel["fields"])

    def is_undecided(self, row: Case) -> bool:
        return row.state == Case.State.OPEN

    def get_fieldsets(self, request: HttpRequest, obj: Case | None = None) -> Any:
        """Return the panels, and the form while the case is open."""
        is_open = obj is not None and self.is_undecided(obj)
        return (*self.panels, self.deciding) if is_open else self.panels

    def find(self, rows: QuerySet[Case], words: str) -> QuerySet[Case]:
        person = as_person(words)
        return (
            rows.filter(pk=as_id(words) or 0) if person is None else rows.filter(person__in=person)
        )

    @admin.display(description="text")
    def beginning(self, case: Case) -> str:
        return str(case.evidence.get("text", ""))[:100] or "(no text)"

    @admin.display(description="user")
    def who(self, case: Case) -> SafeString:
        return cases_of(case.person.username)

    @admin.display(description="opened at")
    def opened(self, case: Case) -> str:
        return moment(case.opened_at)

    @admin.display(description="as it was")
    def as_reported(self, case: Case) -> SafeString:
        return case_panels.evidence_panel(case)

    @admin.display(description="as it is now")
    def now(self, case: Case) -> SafeString | str:
        return case_panels.present_panel(case)

    def reports(self, case: Case) -> SafeString | str:
        return case_panels.reports_panel(case)

    @admin.display(description="decided before")
    def history(self, case: Case) -> SafeString | str:
        return case_panels.history_panel(case)

    @admin.display(description="other cases")
    def other_cases(self, case: Case) -> SafeString | str:
        return case_panels.other_cases_panel(case)

    def decisions(self, case: Case) -> SafeString | str:
        return case_panels.decisions_panel(case)

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
    list_display = ("id", "action", "state", "who", "by", "appealed", "decided")
    list_filter = ("state", "action", "appeal__state")
    list_select_related = ("person", "by", "appeal")
    search_help_text = "The ID of a decision, or @username for all decisions about a user."
    panels = (
        (
            "The decision",
            {"fields": ("action", "state", "decider", "decided", "ends", "reason", "rule")},
        ),
        ("What it is about", {"fields": ("case_link", "who", "as_reported", "now", "graph")}),
        ("The appeal", {"fields": ("appealed", "appeal_text", "appeal_answer")}),
    )
    deciding = ("Decide", {"fields": ("judgement", "answer")})
    readonly_fields = tuple(name for _, panel in panels for name in panel["fields"])

    def is_undecided(self, row: Decision) -> bool:
        appeal = _appeal(row)
        is_open = appeal is not None and appeal.state == Appeal.State.OPEN
        return is_proposed(row) or is_open

    def get_fieldsets(self, request: HttpRequest, obj: Decision | None = None) -> Any:
        """Return the panels, and the form while somebody has to decide."""
        is_open = obj is not None and self.is_undecided(obj)
        return (*self.panels, self.deciding) if is_open else self.panels

    def find(self, rows: QuerySet[Decision], words: str) -> QuerySet[Decision]:
        person = as_person(words)
        return (
            rows.filter(pk=as_id(words) or 0) if person is None else rows.filter(person__in=person)
        )

    @admin.display(description="case")
    def case_link(self, decision: Decision) -> SafeString:
        return link_to("case", decision.case_id, f"Case {decision.case_id}, with its reports")

    @admin.display(description="user")
    def who(self, decision: Decision) -> SafeString:
        return cases_of(decision.person.username)

    @admin.display(description="by")
    def decider(self, decision: Decision) -> str:
        return NOTHING if decision.by is None else decision.by.username

    @admin.display(description="ends by itself")
    def ends(self, decision: Decision) -> str:
        return moment(decision.until)

    @admin.display(description="decided at")
    def decided(self, decision: Decision) -> str:
        return moment(decision.created_at)

    @admin.display(description="as it was")
    def as_reported(self, decision: Decision) -> SafeString:
        return case_panels.evidence_panel(decision.case)

    @admin.display(description="as it is now")
    def now(self, decision: Decision) -> SafeString | str:
        return case_panels.present_panel(decision.case)

    def graph(self, decision: Decision) -> SafeString | str:
        return graph_panel(decision.person_id)

    @admin.display(description="appeal")
    def appealed(self, decision: Decision) -> str:
        appeal = _appeal(decision)
        return NOTHING if appeal is None else appeal.get_state_display()

    @admin.display(description="what the user says")
    def appeal_text(self, decision: Decision) -> str:
        appeal = _appeal(decision)
        return NOTHING if appeal is None else appeal.text

    @admin.display(description="answer")
    def appeal_answer(self, decision: Decision) -> str:
        appeal = _appeal(decision)
        return (appeal and appeal.answer) or NOTHING

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


def _appeal(decision: Decision) -> Appeal | None:
    found: Appeal | None = getattr(decision, "appeal", None)
    return found
