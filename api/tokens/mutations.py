"""Creating and revoking API tokens."""

from collections.abc import Sequence

import graphene
from graphql import GraphQLResolveInfo

from api.context import require_actor, require_viewer
from api.payloads import OkPayload
from api.relay.ids import from_global
from core.api_tokens.models import ApiToken as ApiTokenModel
from core.api_tokens.models import Scope
from core.api_tokens.services import (
    DEFAULT_DAYS,
    MAX_DAYS,
    MAX_NAME_LENGTH,
    MAX_TOKENS,
    NewToken,
    create_api_token_with_password,
    revoke_api_token,
)

from .types import ApiToken, ApiTokenScope


class ApiTokenPayload(graphene.ObjectType):
    """The result of creating an API token."""

    class Meta:
        description = "The result of creating an API token."

    api_token = graphene.Field(ApiToken, required=True, description="The API token.")
    token = graphene.String(
        required=True,
        description="Its text, shown now and never again, for `Authorization: Bearer TOKEN`.",
    )

    @staticmethod
    def resolve_api_token(made: NewToken, info: GraphQLResolveInfo) -> ApiTokenModel:
        return made.row

    @staticmethod
    def resolve_token(made: NewToken, info: GraphQLResolveInfo) -> str:
        return made.text


class ApiTokenMutations(graphene.ObjectType):
    """The fields of Mutation about API tokens."""

    create_api_token = graphene.Field(
        ApiTokenPayload,
        name=graphene.String(
            required=True,
            description=f"What you call it, one line of up to {MAX_NAME_LENGTH} characters.",
        ),
        scopes=graphene.List(
            graphene.NonNull(ApiTokenScope),
            required=True,
            description="What it allows, at least one; `READ` comes with each.",
        ),
        expires_in_days=graphene.Int(
            required=True,
            default_value=DEFAULT_DAYS,
            description=f"For how many days it is valid, 1 to {MAX_DAYS}.",
        ),
        password=graphene.String(required=True, description="Your password, for confirmation."),
        description="Create an API token for a script or bot, which acts as you within its scopes. "
        f"At most {MAX_TOKENS}; a mail says so. A new password, `logoutEverywhere` and a "
        "suspension end all of them.",
    )
    revoke_api_token = graphene.Field(
        OkPayload,
        id=graphene.ID(required=True, description="The ID of an API token of yours."),
        description="Revoke an API token, at once.",
    )

    @staticmethod
    def resolve_create_api_token(
        root: None,
        info: GraphQLResolveInfo,
        name: str,
        scopes: Sequence[Scope],
        expires_in_days: int,
        password: str,
    ) -> NewToken:
        return create_api_token_with_password(
            user=require_actor(info),
            password=password,
            address=info.context.address,
            name=name,
            scopes=scopes,
            days=expires_in_days,
        )

    @staticmethod
    def resolve_revoke_api_token(root: None, info: GraphQLResolveInfo, id: str) -> bool:
        revoke_api_token(user=require_viewer(info), token=from_global(id, "ApiToken", "id"))
        return True
