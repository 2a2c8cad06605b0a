"""The viewer's reports and statements, and what moderators read."""

from collections.abc import Sequence
from enum import Enum

import graphene
from graphql import GraphQLResolveInfo

from api.context import require_actor, require_viewer
from api.loaders.users import enqueue_users
from api.relay.ids import from_global
from core.accounts.models import User as UserModel
from core.accounts.roles import check_is_moderator
from core.moderation.models import Appeal as AppealModel
from core.moderation.models import Decision as DecisionModel
from core.moderation.models import ModerationAct as ActModel
from core.moderation.selectors import (
    MAX_HISTORY,
    DecisionFilter,
    decisions,
    log_lines,
    statements_about,
)
from core.reports.models import Case as CaseModel
from core.reports.models import Category
from core.reports.models import Report as ReportModel
from core.reports.selectors import MAX_AT_ONCE, CaseFilter, case_by_id, own_reports, queue
from core.visibility import Viewer

from .enums import AppealState, CaseState, DecisionState, ReportCategory
from .types import Case, CaseSummary, Decision, ModerationAct, Report, Statement


def require_moderator(info: GraphQLResolveInfo) -> UserModel:
    """Return the signed-in moderator. Raises Unauthenticated, Forbidden."""
    viewer = require_actor(info)
    check_is_moderator(viewer)
    return viewer


class ModerationQueries(graphene.ObjectType):
    """The fields of Query about moderation."""

    reports = graphene.List(
        graphene.NonNull(Report),
        description=f"Your newest reports, at most {MAX_AT_ONCE}; visible only to you.",
    )
    statements = graphene.List(
        graphene.NonNull(Statement),
        description="What moderators decided about you, newest first, at most "
        f"{MAX_HISTORY}; visible only to you.",
    )
    moderation_queue = graphene.List(
        graphene.NonNull(CaseSummary),
        state=CaseState(description="Only cases in this state."),
        category=ReportCategory(description="Only cases whose first report has this category."),
        before=graphene.ID(description="The ID of a case: only older ones."),
        description=f"Cases, newest first, {MAX_AT_ONCE} at a time; for moderators.",
    )
    moderation_case = graphene.Field(
        Case,
        id=graphene.ID(required=True, description="The ID of a case."),
        description="A case; null if there is none. For moderators.",
    )
    moderation_decisions = graphene.List(
        graphene.NonNull(Decision),
        state=DecisionState(description="Only decisions in this state."),
        appeal=AppealState(description="Only those with an appeal in this state."),
        before=graphene.ID(description="The ID of a decision: only older ones."),
        description="Decisions, newest first, such as proposals that wait for approval and those "
        f"that are appealed against, {MAX_HISTORY} at a time; for moderators.",
    )
    moderation_log = graphene.List(
        graphene.NonNull(ModerationAct),
        user=graphene.ID(description="The ID of a user: only what is about them."),
        before=graphene.ID(description="The ID of a line: only older ones."),
        description=f"What moderators did, newest first, {MAX_HISTORY} at a time; for moderators.",
    )

    @staticmethod
    def resolve_reports(root: None, info: GraphQLResolveInfo) -> Sequence[ReportModel]:
        return own_reports(Viewer.of(require_viewer(info)))

    @staticmethod
    def resolve_statements(root: None, info: GraphQLResolveInfo) -> Sequence[DecisionModel]:
        return statements_about(Viewer.of(require_viewer(info)))

    @staticmethod
    def resolve_moderation_queue(
        root: None,
        info: GraphQLResolveInfo,
        state: Enum | None = None,
        category: Enum | None = None,
        before: str | None = None,
    ) -> Sequence[CaseModel]:
        require_moderator(info)
        wanted = CaseFilter(
            state=None if state is None else CaseModel.State(state.value),
            category=None if category is None else Category(category.value),
        )
        older = None if before is None else from_global(before, "Case", "before")
        found = queue(wanted, before=older)
        info.context.loaders.enter(info)
        enqueue_users(info.context, [case.person for case in found])
        return found

    @staticmethod
    def resolve_moderation_case(root: None, info: GraphQLResolveInfo, id: str) -> CaseModel | None:
        require_moderator(info)
        return case_by_id(from_global(id, "Case", "id"))

    @staticmethod
    def resolve_moderation_decisions(
        root: None,
        info: GraphQLResolveInfo,
        state: Enum | None = None,
        appeal: Enum | None = None,
        before: str | None = None,
    ) -> Sequence[DecisionModel]:
        require_moderator(info)
        wanted = DecisionFilter(
            state=None if state is None else DecisionModel.State(state.value),
            appeal=None if appeal is None else AppealModel.State(appeal.value),
        )
        older = None if before is None else from_global(before, "Decision", "before")
        found = decisions(wanted, before=older)
        info.context.loaders.enter(info)
        users = ((each.person, each.by, each.approved_by) for each in found)
        enqueue_users(info.context, [user for row in users for user in row if user is not None])
        return found

    @staticmethod
    def resolve_moderation_log(
        root: None, info: GraphQLResolveInfo, user: str | None = None, before: str | None = None
    ) -> Sequence[ActModel]:
        require_moderator(info)
        return log_lines(
            person=None if user is None else from_global(user, "User", "user"),
            before=None if before is None else from_global(before, "ModerationAct", "before"),
        )
