"""The viewer's sessions."""

from collections.abc import Sequence
from uuid import UUID

import graphene
from graphql import GraphQLResolveInfo

from api.context import require_viewer
from api.payloads import OkPayload
from api.scalars import DateTime
from core.accounts.session_list import ListedSession, end_session_of, sessions_of
from core.common.errors import InvalidInput


class Session(graphene.ObjectType):
    """A session that has not ended."""

    class Meta:
        description = "One of your sessions: a device on which you are signed in."

    id = graphene.ID(required=True, description="The ID of the session, for `endSession`.")
    device = graphene.String(
        required=True, description="The browser and system, such as `Firefox on Linux`, if known."
    )
    place = graphene.String(
        required=True, description="The network that it was last used from; not the whole address."
    )
    created_at = DateTime(required=True, description="When you signed in.")
    last_used_at = DateTime(required=True, description="When its tokens were last renewed.")
    current = graphene.Boolean(required=True, description="Whether it is the one you use now.")

    @staticmethod
    def resolve_id(session: ListedSession, info: GraphQLResolveInfo) -> str:
        return session.id.hex


class SessionQueries(graphene.ObjectType):
    """The fields of Query about sessions."""

    sessions = graphene.List(
        graphene.NonNull(Session),
        required=True,
        description="Your sessions, the last used first; visible only to you.",
    )

    @staticmethod
    def resolve_sessions(root: None, info: GraphQLResolveInfo) -> Sequence[ListedSession]:
        return sessions_of(require_viewer(info))


class SessionMutations(graphene.ObjectType):
    """The fields of Mutation about sessions."""

    end_session = graphene.Field(
        OkPayload,
        id=graphene.ID(required=True, description="The ID of one of your `sessions`."),
        description="End one of your sessions. Its tokens are void at once, and its subscriptions "
        "end.",
    )

    @staticmethod
    def resolve_end_session(root: None, info: GraphQLResolveInfo, id: str) -> bool:
        viewer, session = require_viewer(info), _session_id(id)
        end_session_of(user=viewer, session=session)
        if session == viewer.session:
            info.context.signed_out()
        return True


def _session_id(text: str) -> UUID:
    try:
        return UUID(hex=text)
    except ValueError:
        raise InvalidInput("Invalid ID. Use an ID returned by this API, unchanged.", "id") from None
