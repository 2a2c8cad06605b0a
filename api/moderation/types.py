"""The types of moderation: for who reports, who is concerned, and moderators."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import graphene
from graphql import GraphQLResolveInfo

from api.relay.ids import to_global
from api.scalars import DateTime
from api.users.types import User
from core.accounts.models import User as UserModel
from core.moderation.appeals import APPEALABLE
from core.moderation.models import Appeal as AppealModel
from core.moderation.models import Decision as DecisionModel
from core.moderation.models import ModerationAct as ActModel
from core.moderation.selectors import decisions_about, decisions_of_case
from core.reports.models import Case as CaseModel
from core.reports.models import Report as ReportModel
from core.reports.models import SubjectKind
from core.reports.selectors import evidence_of_case, reports_of_case

from .enums import (
    AppealState,
    CaseKind,
    CaseState,
    DecisionState,
    ModerationAction,
    ModerationActKind,
    ReportCategory,
)

# Of a case with more, the newest reports and the oldest evidence.
MAX_REPORTS = 100
_TYPES: Mapping[str, str] = {
    SubjectKind.POST: "Post",
    SubjectKind.COMMENT: "Comment",
    SubjectKind.USER: "User",
}


def subject_id(case: CaseModel) -> str:
    """Return the ID of what is reported, which may be deleted."""
    return to_global(_TYPES[case.kind], case.subject)


class Report(graphene.ObjectType):
    """A report of the viewer's."""

    class Meta:
        description = "A report that you made."

    id = graphene.ID(required=True, description="The ID of the report.")
    subject_id = graphene.ID(required=True, description="The ID of what you reported.")
    category = graphene.Field(ReportCategory, required=True, description="What for.")
    text = graphene.String(required=True, description="What you wrote.")
    rule = graphene.String(required=True, description="The rule that you named.")
    state = graphene.Field(CaseState, required=True, description="What happens to it.")
    created_at = DateTime(required=True, description="When you made it.")

    @staticmethod
    def resolve_id(report: ReportModel, info: GraphQLResolveInfo) -> str:
        return to_global("Report", report.pk)

    @staticmethod
    def resolve_subject_id(report: ReportModel, info: GraphQLResolveInfo) -> str:
        return subject_id(report.case)

    @staticmethod
    def resolve_state(report: ReportModel, info: GraphQLResolveInfo) -> str:
        return report.case.state


class CaseReport(graphene.ObjectType):
    """A report, for moderators."""

    class Meta:
        description = "A report of a case, for moderators."

    reporter = graphene.Field(User, required=True, description="Who made it.")
    category = graphene.Field(ReportCategory, required=True, description="What for.")
    text = graphene.String(required=True, description="What they wrote.")
    rule = graphene.String(required=True, description="The rule that they named.")
    created_at = DateTime(required=True, description="When they made it.")


class Evidence(graphene.ObjectType):
    """What was reported, as it was."""

    class Meta:
        description = "What was reported, as it was at that time."

    text = graphene.String(required=True, description="The text; of a user, the bio.")
    name = graphene.String(description="Of a user, the display name.")
    audience = graphene.String(description="Of a post, whom it was for.")
    pictures = graphene.List(
        graphene.NonNull(graphene.String), required=True, description="The pictures' descriptions."
    )
    reported_at = DateTime(required=True, description="When it was reported.")

    @staticmethod
    def resolve_text(report: ReportModel, info: GraphQLResolveInfo) -> str:
        return str((report.evidence or {}).get("text", ""))

    @staticmethod
    def resolve_name(report: ReportModel, info: GraphQLResolveInfo) -> str | None:
        return (report.evidence or {}).get("displayName")

    @staticmethod
    def resolve_audience(report: ReportModel, info: GraphQLResolveInfo) -> str | None:
        return (report.evidence or {}).get("audience")

    @staticmethod
    def resolve_pictures(report: ReportModel, info: GraphQLResolveInfo) -> list[str]:
        return [each["description"] for each in (report.evidence or {}).get("pictures", ())]

    @staticmethod
    def resolve_reported_at(report: ReportModel, info: GraphQLResolveInfo) -> datetime:
        return report.created_at


class Appeal(graphene.ObjectType):
    """An appeal against a decision."""

    class Meta:
        description = "An appeal against a decision, which is possible once."

    text = graphene.String(required=True, description="What the user says.")
    state = graphene.Field(AppealState, required=True, description="What became of it.")
    answer = graphene.String(required=True, description="Why; empty while it is open.")
    created_at = DateTime(required=True, description="When the user appealed.")
    decided_at = DateTime(description="When somebody decided; null while it is open.")


class Statement(graphene.ObjectType):
    """A decision, for whom it is about."""

    class Meta:
        description = "What a moderator decided about you or something that you wrote."

    id = graphene.ID(required=True, description="The ID, for `appeal`.")
    subject_id = graphene.ID(required=True, description="The ID of what it is about.")
    action = graphene.Field(ModerationAction, required=True, description="What was decided.")
    reason = graphene.String(required=True, description="Why.")
    rule = graphene.String(required=True, description="The rule that was broken, if named.")
    until = DateTime(description="When it ends by itself; null for good.")
    state = graphene.Field(DecisionState, required=True, description="Whether it holds.")
    created_at = DateTime(required=True, description="When it was decided.")
    appeal = graphene.Field(Appeal, description="Your appeal, if you have made one.")
    can_appeal = graphene.Boolean(required=True, description="Whether you can appeal.")

    @staticmethod
    def resolve_id(decision: DecisionModel, info: GraphQLResolveInfo) -> str:
        return to_global("Decision", decision.pk)

    @staticmethod
    def resolve_subject_id(decision: DecisionModel, info: GraphQLResolveInfo) -> str:
        return subject_id(decision.case)

    @staticmethod
    def resolve_appeal(decision: DecisionModel, info: GraphQLResolveInfo) -> AppealModel | None:
        return appeal_of(decision)

    @staticmethod
    def resolve_can_appeal(decision: DecisionModel, info: GraphQLResolveInfo) -> bool:
        return decision.action in APPEALABLE and appeal_of(decision) is None


class Decision(graphene.ObjectType):
    """A decision, for moderators."""

    class Meta:
        description = "A decision about a case, for moderators."

    id = graphene.ID(required=True, description="The ID of the decision.")
    case_id = graphene.ID(required=True, description="The ID of the case.")
    user = graphene.Field(User, required=True, description="Whom it is about.")
    by = graphene.Field(User, description="Who decided; null if the account is deleted.")
    approved_by = graphene.Field(User, description="Who approved or refused it, if anybody.")
    action = graphene.Field(ModerationAction, required=True, description="What was decided.")
    reason = graphene.String(required=True, description="Why.")
    rule = graphene.String(required=True, description="The rule that was broken, if named.")
    until = DateTime(description="When it ends by itself; null for good.")
    state = graphene.Field(DecisionState, required=True, description="Whether it holds.")
    created_at = DateTime(required=True, description="When it was decided.")
    appeal = graphene.Field(Appeal, description="The appeal, if there is one.")

    @staticmethod
    def resolve_id(decision: DecisionModel, info: GraphQLResolveInfo) -> str:
        return to_global("Decision", decision.pk)

    @staticmethod
    def resolve_case_id(decision: DecisionModel, info: GraphQLResolveInfo) -> str:
        return to_global("Case", decision.case_id)

    @staticmethod
    def resolve_user(decision: DecisionModel, info: GraphQLResolveInfo) -> UserModel:
        return decision.person

    @staticmethod
    def resolve_appeal(decision: DecisionModel, info: GraphQLResolveInfo) -> AppealModel | None:
        return appeal_of(decision)


class CaseSummary(graphene.ObjectType):
    """A case in the queue."""

    class Meta:
        description = "All reports of one post, comment or user until a decision."

    id = graphene.ID(required=True, description="The ID, for `moderationCase` and `decideCase`.")
    kind = graphene.Field(CaseKind, required=True, description="What is reported.")
    subject_id = graphene.ID(required=True, description="Its ID; it may be deleted.")
    user = graphene.Field(User, required=True, description="Who wrote it, or is reported.")
    category = graphene.Field(ReportCategory, required=True, description="Of the first report.")
    state = graphene.Field(CaseState, required=True, description="What happens to it.")
    reports_count = graphene.Int(required=True, description="How many users have reported it.")
    text = graphene.String(required=True, description="The text at the last report.")
    opened_at = DateTime(required=True, description="The time of the first report.")
    decided_at = DateTime(description="When it was decided.")

    @staticmethod
    def resolve_id(case: CaseModel, info: GraphQLResolveInfo) -> str:
        return to_global("Case", case.pk)

    @staticmethod
    def resolve_subject_id(case: CaseModel, info: GraphQLResolveInfo) -> str:
        return subject_id(case)

    @staticmethod
    def resolve_user(case: CaseModel, info: GraphQLResolveInfo) -> UserModel:
        return case.person

    @staticmethod
    def resolve_text(case: CaseModel, info: GraphQLResolveInfo) -> str:
        return str(case.evidence.get("text", ""))


class Case(graphene.ObjectType):
    """A case with all that a moderator looks at."""

    class Meta:
        description = "A case with its reports, the evidence, and the user's history."

    summary = graphene.Field(CaseSummary, required=True, description="What the queue shows.")
    reports = graphene.List(
        graphene.NonNull(CaseReport),
        required=True,
        description=f"The reports, newest first, at most {MAX_REPORTS}.",
    )
    evidence = graphene.List(
        graphene.NonNull(Evidence),
        required=True,
        description="What was reported, as it was: once for each time that it had changed.",
    )
    decisions = graphene.List(
        graphene.NonNull(Decision), required=True, description="What was decided about it."
    )
    history = graphene.List(
        graphene.NonNull(Decision),
        required=True,
        description="What was decided about the user, in this and other cases.",
    )

    @staticmethod
    def resolve_summary(case: CaseModel, info: GraphQLResolveInfo) -> CaseModel:
        return case

    @staticmethod
    def resolve_reports(case: CaseModel, info: GraphQLResolveInfo) -> Sequence[ReportModel]:
        return reports_of_case(case.pk, most=MAX_REPORTS)

    @staticmethod
    def resolve_evidence(case: CaseModel, info: GraphQLResolveInfo) -> Sequence[ReportModel]:
        return evidence_of_case(case, most=MAX_REPORTS)

    @staticmethod
    def resolve_decisions(case: CaseModel, info: GraphQLResolveInfo) -> Sequence[DecisionModel]:
        return decisions_of_case(case.pk)

    @staticmethod
    def resolve_history(case: CaseModel, info: GraphQLResolveInfo) -> Sequence[DecisionModel]:
        return decisions_about(case.person_id)


class ModerationAct(graphene.ObjectType):
    """A line of the log."""

    class Meta:
        description = "A line of the log of moderation, which nobody can change."

    id = graphene.ID(required=True, description="The ID of the line.")
    kind = graphene.Field(ModerationActKind, required=True, description="What was done.")
    at = DateTime(required=True, description="When.")
    by_id = graphene.ID(description="The ID of who did it; null for what ended by itself.")
    user_id = graphene.ID(description="The ID of whom it is about.")
    case_id = graphene.ID(description="The ID of the case.")
    decision_id = graphene.ID(description="The ID of the decision.")
    action = graphene.Field(ModerationAction, description="What was decided.")
    reason = graphene.String(required=True, description="Why.")

    @staticmethod
    def resolve_id(act: ActModel, info: GraphQLResolveInfo) -> str:
        return to_global("ModerationAct", act.pk)

    @staticmethod
    def resolve_by_id(act: ActModel, info: GraphQLResolveInfo) -> str | None:
        return None if act.by is None else to_global("User", act.by)

    @staticmethod
    def resolve_user_id(act: ActModel, info: GraphQLResolveInfo) -> str | None:
        return None if act.person is None else to_global("User", act.person)

    @staticmethod
    def resolve_case_id(act: ActModel, info: GraphQLResolveInfo) -> str | None:
        return None if act.case is None else to_global("Case", act.case)

    @staticmethod
    def resolve_decision_id(act: ActModel, info: GraphQLResolveInfo) -> str | None:
        return None if act.decision is None else to_global("Decision", act.decision)

    @staticmethod
    def resolve_action(act: ActModel, info: GraphQLResolveInfo) -> str | None:
        return act.action or None


def appeal_of(decision: DecisionModel) -> AppealModel | None:
    """Return the appeal against it, if there is one."""
    found: AppealModel | None = getattr(decision, "appeal", None)
    return found
