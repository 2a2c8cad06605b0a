"""The payloads of mutations of users and sessions."""

import graphene
from graphql import GraphQLResolveInfo

from api.auth.tokens import access_token
from api.payloads import payload
from core.accounts.sessions import Session

from .types import User

UserPayload = payload(
    "UserPayload",
    "The result of a mutation of a user.",
    user=graphene.Field(User, required=True, description="The user."),
)


class SessionPayload(graphene.ObjectType):
    """The signed-in user and the tokens of the session."""

    class Meta:
        description = "The signed-in user and the tokens of the session."

    token = graphene.String(
        required=True,
        description="The access token, valid for minutes; send it as "
        "`Authorization: Bearer TOKEN`. Empty with `Session-Mode: cookie`, which puts it in a "
        "cookie.",
    )
    refresh_token = graphene.String(
        required=True,
        description="The refresh token, valid for days and for one use of `refreshToken`, which "
        "returns the next one. Empty with `Session-Mode: cookie`, which puts it in a cookie.",
    )
    user = graphene.Field(User, required=True, description="The signed-in user.")

    @staticmethod
    def resolve_token(session: Session, info: GraphQLResolveInfo) -> str:
        """Return a new access token, or an empty string if it is sent as a cookie."""
        return "" if info.context.in_cookies else access_token(session.user, at=session.at)
