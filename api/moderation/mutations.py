"""Reporting, appealing, and deciding about both."""

from datetime import datetime
from enum import Enum

import graphene
from graphql import GraphQLResolveInfo

from api.context import require_actor, require_viewer
from api.payloads import payload
from api.relay.ids import from_global, parse_global
from api.scalars import DateTime
from core.common.errors import InvalidInput
from core.moderation import appeals, decisions
from core.moderation.models import Action
from core.moderation.models import Decision as DecisionModel
from core.reports.models import Category, SubjectKind
from core.reports.models import Report as ReportModel
from core.reports.services import MAX_RULE_LENGTH, MAX_TEXT_LENGTH
from core.reports.services import report as report_subject

from .enums import ModerationAction, ReportCategory
from .queries import require_moderator
from .types import Decision, Report, Statement

_KINDS = {"Post": SubjectKind.POST, "Comment": SubjectKind.COMMENT, "User": SubjectKind.USER}
_REASON = f"Why, for whom it is about: 1 to {MAX_TEXT_LENGTH:,} characters."

ReportPayload = payload(
    "ReportPayload",
    "The result of a report.",
    report=graphene.Field(Report, required=True, description="The report."),
)
StatementPayload = payload(
    "StatementPayload",
    "The result of an appeal.",
    statement=graphene.Field(Statement, required=True, description="The decision, with it."),
)
DecisionPayload = payload(
    "DecisionPayload",
    "The result of deciding.",
    decision=graphene.Field(Decision, required=True, description="The decision."),
)


class ModerationMutations(graphene.ObjectType):
    """The fields of Mutation about moderation."""

    report = graphene.Field(
        ReportPayload,
        id=graphene.ID(required=True, description="The ID of a post, comment or user."),
        category=ReportCategory(required=True, description="What for."),
        text=graphene.String(
            required=True,
            default_value="",
            description=f"What moderators should know, up to {MAX_TEXT_LENGTH:,} characters.",
        ),
        rule=graphene.String(
            required=True,
            default_value="",
            description=f"The rule that is broken, up to {MAX_RULE_LENGTH} characters.",
        ),
        description="Report a post, comment or user to the moderators, who see it as it is now. "
        "Who is reported learns nothing of you. Reporting it again is no change.",
    )
    appeal = graphene.Field(
        StatementPayload,
        id=graphene.ID(required=True, description="The ID of a decision about you."),
        text=graphene.String(
            required=True,
            description=f"Why it is wrong: 1 to {MAX_TEXT_LENGTH:,} characters.",
        ),
        description="Appeal against a decision, once, also while you are suspended. Somebody else "
        "than who decided decides about it.",
    )
    decide_case = graphene.Field(
        DecisionPayload,
        id=graphene.ID(required=True, description="The ID of an open case."),
        action=ModerationAction(required=True, description="What to do."),
        reason=graphene.String(required=True, description=_REASON),
        rule=graphene.String(
            required=True,
            default_value="",
            description=f"The rule that is broken, up to {MAX_RULE_LENGTH} characters.",
        ),
        until=DateTime(description="When a limit or suspension ends; never without it."),
        description="Decide a case; the user is notified. For moderators.",
    )
    propose_removal = graphene.Field(
        DecisionPayload,
        id=graphene.ID(required=True, description="The ID of a post, comment or user."),
        reason=graphene.String(required=True, description=_REASON),
        description="Propose to remove for good what nobody may have reported; another moderator "
        "has to approve. For moderators.",
    )
    approve_decision = graphene.Field(
        DecisionPayload,
        id=graphene.ID(required=True, description="The ID of a proposed decision."),
        approve=graphene.Boolean(
            required=True, description="Whether to carry it out; otherwise the case is open again."
        ),
        reason=graphene.String(required=True, default_value="", description="Why, for the log."),
        description="Approve or refuse what another moderator has proposed. For moderators.",
    )
    decide_appeal = graphene.Field(
        DecisionPayload,
        id=graphene.ID(required=True, description="The ID of a decision that is appealed against."),
        overturn=graphene.Boolean(
            required=True, description="Whether to take it back; everything is then as before."
        ),
        reason=graphene.String(required=True, description=_REASON),
        description="Decide an appeal against somebody else's decision. For moderators.",
    )

    @staticmethod
    def resolve_report(
        root: None, info: GraphQLResolveInfo, id: str, category: Enum, text: str, rule: str
    ) -> ReportModel:
        reporter = require_actor(info)
        kind, subject = _subject_of(id)
        return report_subject(
            reporter=reporter,
            kind=kind,
            subject=subject,
            category=Category(category.value),
            text=text,
            rule=rule,
        )

    @staticmethod
    def resolve_appeal(root: None, info: GraphQLResolveInfo, id: str, text: str) -> DecisionModel:
        person = require_viewer(info)
        made = appeals.appeal(person=person, decision=from_global(id, "Decision", "id"), text=text)
        return made.decision

    @staticmethod
    def resolve_decide_case(
        root: None,
        info: GraphQLResolveInfo,
        id: str,
        action: Enum,
        reason: str,
        rule: str,
        until: datetime | None = None,
    ) -> DecisionModel:
        return decisions.decide(
            moderator=require_moderator(info),
            case=from_global(id, "Case", "id"),
            action=Action(action.value),
            reason=reason,
            rule=rule,
            until=until,
        )

    @staticmethod
    def resolve_propose_removal(
        root: None, info: GraphQLResolveInfo, id: str, reason: str
    ) -> DecisionModel:
        moderator = require_moderator(info)
        kind, subject = _subject_of(id)
        return decisions.propose_removal(
            moderator=moderator, kind=kind, subject=subject, reason=reason
        )

    @staticmethod
    def resolve_approve_decision(
        root: None, info: GraphQLResolveInfo, id: str, approve: bool, reason: str
    ) -> DecisionModel:
        return decisions.approve(
            moderator=require_moderator(info),
            decision=from_global(id, "Decision", "id"),
            approves=approve,
            reason=reason,
        )

    @staticmethod
    def resolve_decide_appeal(
        root: None, info: GraphQLResolveInfo, id: str, overturn: bool, reason: str
    ) -> DecisionModel:
        made = appeals.decide_appeal(
            moderator=require_moderator(info),
            decision=from_global(id, "Decision", "id"),
            overturns=overturn,
            reason=reason,
        )
        return made.decision


def _subject_of(id_: str) -> tuple[SubjectKind, int]:
    """Return what a global ID names. Raises InvalidInput."""
    name, subject = parse_global(id_)
    if name not in _KINDS:
        raise InvalidInput("Only posts, comments and users can be reported.", "id")
    return _KINDS[name], subject
