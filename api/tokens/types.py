"""The type ApiToken and its scopes."""

from collections.abc import Mapping
from enum import Enum

import graphene
from graphql import GraphQLResolveInfo

from api.enums import described_enum
from api.relay.ids import to_global
from api.scalars import DateTime
from core.api_tokens.models import ApiToken as ApiTokenModel
from core.api_tokens.models import Scope

_SCOPES: Mapping[Enum, str] = {
    Scope.READ: "Read what you may read, and subscribe.",
    Scope.WRITE: "Also write posts and comments, like, bookmark, change your profile.",
    Scope.FOLLOW: "Also follow, mute and block.",
    Scope.MODERATE: "Also moderate, where you are a moderator.",
}
ApiTokenScope = described_enum(
    Scope, "ApiTokenScope", "What an API token allows; each includes reading.", _SCOPES
)


class ApiToken(graphene.ObjectType):
    """An API token of yours."""

    class Meta:
        description = "An API token of yours, without its text; only you see it."

    id = graphene.ID(required=True, description="The ID, for `revokeApiToken`.")
    name = graphene.String(required=True, description="What you call it.")
    scopes = graphene.List(
        graphene.NonNull(ApiTokenScope), required=True, description="What it allows."
    )
    last_four = graphene.String(required=True, description="The last four letters of its text.")
    created_at = DateTime(required=True, description="When you created it.")
    expires_at = DateTime(required=True, description="When it expires.")
    last_used_at = DateTime(description="When it was last used, to the hour; null if never.")

    @staticmethod
    def resolve_id(token: ApiTokenModel, info: GraphQLResolveInfo) -> str:
        return to_global("ApiToken", token.pk)
