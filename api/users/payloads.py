"""What mutations about people return."""

import graphene
from graphql import GraphQLResolveInfo

from api.auth.tokens import access_token
from api.payloads import payload
from core.accounts.sessions import Session

from .types import User

UserPayload = payload(
    "UserPayload",
    "A person after a change.",
    user=graphene.Field(User, required=True, description="The person."),
)


class SessionPayload(graphene.ObjectType):
    """Proof of who is signed in."""

    class Meta:
        description = "Who is signed in, and what proves it."

    token = graphene.String(
        required=True,
        description="The access token: send it as `Authorization: Bearer TOKEN`. It lasts minutes. "
        "Empty with `Session-Mode: cookie`, where a cookie has it.",
    )
    refresh_token = graphene.String(
        required=True,
        description="Good for one use of `refreshToken`, which gives the next one. It lasts days. "
        "Empty with `Session-Mode: cookie`, where a cookie has it.",
    )
    user = graphene.Field(User, required=True, description="Who is signed in.")

    @staticmethod
    def resolve_token(session: Session, info: GraphQLResolveInfo) -> str:
        """A new access token, unless it goes by a cookie."""
        return "" if info.context.in_cookies else access_token(session.user)
