"""The viewer's account: deactivated, reactivated, renamed."""

import graphene
from graphql import GraphQLResolveInfo

from api.context import require_actor, require_viewer
from api.payloads import OkPayload
from api.users.payloads import UserPayload
from core.accounts.models import User
from core.accounts.old_usernames import RESERVED_DAYS
from core.accounts.renaming import MAX_RENAMES, RENAMES_DAYS, change_username
from core.moderation.deactivation import KEPT_DAYS, deactivate_account, reactivate_account


class AccountMutations(graphene.ObjectType):
    """The fields of Mutation about the whole account."""

    deactivate_account = graphene.Field(
        OkPayload,
        password=graphene.String(required=True, description="Your password, for confirmation."),
        description="Hide your account and all that is yours, and end all your sessions. "
        f"Sign in and call `reactivateAccount` within {KEPT_DAYS} days, or it is deleted.",
    )
    reactivate_account = graphene.Field(
        UserPayload,
        description="Show your deactivated account again, as it was. No effect if it is not "
        "deactivated; a suspension lasts.",
    )
    change_username = graphene.Field(
        UserPayload,
        username=graphene.String(required=True, description="Your new username."),
        description=f"Change your username, up to {MAX_RENAMES} times in {RENAMES_DAYS} days. The "
        f"one before finds you for {RESERVED_DAYS} days, and nobody else can take it.",
    )

    @staticmethod
    def resolve_deactivate_account(root: None, info: GraphQLResolveInfo, password: str) -> bool:
        context = info.context
        deactivate_account(user=require_actor(info), password=password, address=context.address)
        context.signed_out()
        return True

    @staticmethod
    def resolve_reactivate_account(root: None, info: GraphQLResolveInfo) -> User:
        user = reactivate_account(user=require_viewer(info))
        info.context.viewer_changed(user)
        return user

    @staticmethod
    def resolve_change_username(root: None, info: GraphQLResolveInfo, username: str) -> User:
        user = change_username(user=require_actor(info), username=username)
        info.context.viewer_changed(user)
        return user
