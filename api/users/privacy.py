"""A user's own privacy, and the mutation that changes it."""

from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from api.context import require_actor
from api.posts.commenters import WhoMayComment
from core.accounts.models import User as UserModel
from core.privacy.services import update_privacy

from .payloads import UserPayload
from .settings import ListVisibility, stored


class PrivacyMutations(graphene.ObjectType):
    """The privacy fields of Mutation."""

    update_privacy = graphene.Field(
        UserPayload,
        is_private=graphene.Boolean(
            description="Whether only followers see your posts, and you accept each of them. "
            "Making your account public accepts every request to follow you."
        ),
        is_discoverable=graphene.Boolean(
            description="Whether you are suggested, and found in `users`, by others than your "
            "followers. Who knows your username finds you always."
        ),
        followers_visible_to=graphene.Argument(
            ListVisibility, description="Who sees your followers and their number."
        ),
        following_visible_to=graphene.Argument(
            ListVisibility, description="Who sees the users you follow and their number."
        ),
        who_may_comment=graphene.Argument(
            WhoMayComment,
            description="Who may comment on your posts from now on, where a post does not say "
            "otherwise.",
        ),
        description="Change who may see you. An omitted argument, or null, keeps its value.",
    )

    @staticmethod
    def resolve_update_privacy(root: None, info: GraphQLResolveInfo, **changes: Any) -> UserModel:
        given = {name: stored(value) for name, value in changes.items() if value is not None}
        user = update_privacy(user=require_actor(info), **given)
        info.context.viewer_changed(user)
        return user
