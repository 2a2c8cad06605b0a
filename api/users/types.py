"""The type User."""

from datetime import datetime
from typing import Any, Unpack

import graphene
from graphql import GraphQLResolveInfo

from api.loaders.blocks import is_blocked
from api.loaders.follows import (
    counts_of_user,
    relation_to_viewer,
)
from api.loaders.lists import shown_lists
from api.loaders.mutes import muting_of_viewer
from api.loaders.mutuals import known_followers_of_user, mutuals_count, mutuals_of_user
from api.loaders.posts import narrow_posts_of_user, posts_of_user
from api.loaders.requests import is_requested
from api.loaders.users import user_by_id
from api.media import image_url, size_argument
from api.relay.connections import Connection, ConnectionField, connection_type
from api.relay.nodes import Node, register_node
from api.scalars import DateTime
from core.accounts.languages import Language
from core.accounts.models import User as UserModel
from core.follows.arranged import Side
from core.follows.mutuals import KnownFollowers as Known
from core.lists.pages import Page, PageRequest

from .follow_lists import KEYS, Given, follow_list, list_arguments
from .known_followers import KnownFollowers
from .language import LanguageEnum
from .settings import Privacy


class User(graphene.ObjectType):
    """A user account."""

    class Meta:
        description = "A user account."
        interfaces = (Node,)

    username = graphene.String(required=True, description="The username; unique, ignoring case.")
    display_name = graphene.String(
        required=True, description="The display name; the username if none is set."
    )
    bio = graphene.String(required=True, description="A short description that the user wrote.")
    profile_image = graphene.String(
        size=size_argument(), description="The URL of the square profile image, if any."
    )
    date_joined = DateTime(required=True, description="The time the account was created.")
    email = graphene.String(description="The email address; null for other users.")
    is_email_verified = graphene.Boolean(
        description="Whether your email address is confirmed; null for other users."
    )
    language = graphene.Field(
        LanguageEnum,
        description="The language of your mails and messages; null for other users, and where "
        "none is set.",
    )
    is_suspended = graphene.Boolean(
        required=True,
        description="Whether the account is suspended. A suspended account is hidden from other "
        "users and can only read.",
    )
    is_deactivated = graphene.Boolean(
        required=True,
        description="Whether this is your own account and you have deactivated it. It is hidden "
        "from other users, and is deleted 30 days later unless you reactivate it.",
    )
    is_limited = graphene.Boolean(
        description="Whether only followers see your posts because a moderator decided so; null "
        "for other users."
    )
    is_private = graphene.Boolean(
        required=True,
        description="Whether only followers see the posts, and following has to be accepted.",
    )
    privacy = graphene.Field(Privacy, description="Your privacy; null for other users.")
    followers_count = graphene.Int(
        description="The number of followers; 0 unless the user shows you."
    )
    following_count = graphene.Int(
        description="The number of users this user follows; 0 unless the user shows you."
    )
    posts_count = graphene.Int(description="The number of posts by this user.")
    viewer_follows = graphene.Boolean(description="Whether you follow this user.")
    viewer_has_requested = graphene.Boolean(
        required=True,
        description="Whether you have asked to follow this user, who has not answered.",
    )
    follows_viewer = graphene.Boolean(description="Whether this user follows you.")
    is_mutual = graphene.Boolean(description="Whether you and this user follow each other.")
    viewer_is_muting = graphene.Boolean(required=True, description="Whether you mute this user.")
    muted_until = DateTime(
        description="When your mute of this user ends; null without one, and for one without end."
    )
    viewer_is_blocking = graphene.Boolean(
        required=True,
        description="Whether you block this user. You find nobody whom you block but in "
        "`blockedUsers`.",
    )
    followers = ConnectionField(
        "api.users.types.UserConnection",
        key=(int, int),
        orders=KEYS,
        **list_arguments(),
        description="The followers, most recent first; empty unless the user shows you.",
    )
    following = ConnectionField(
        "api.users.types.UserConnection",
        key=(int, int),
        orders=KEYS,
        **list_arguments(),
        description="The users this user follows, most recently followed first; empty unless the "
        "user shows you.",
    )
    known_followers = graphene.Field(
        KnownFollowers, description="The followers of this user whom you follow, in short."
    )
    mutuals = ConnectionField(
        "api.users.types.UserConnection",
        key=(int, int),
        description="The followers of this user whom you follow, the last to follow this user "
        "first. Your 5,000 latest follows are tried.",
    )
    posts = ConnectionField(
        "api.posts.types.PostConnection",
        description="The posts by this user, newest first.",
    )

    @staticmethod
    def resolve_display_name(user: UserModel, info: GraphQLResolveInfo) -> str:
        return user.get_full_name()

    @staticmethod
    def resolve_profile_image(user: UserModel, info: GraphQLResolveInfo, size: str) -> str | None:
        return image_url(info, user.profile_image, user.profile_image_small, size)

    @staticmethod
    def resolve_email(user: UserModel, info: GraphQLResolveInfo) -> str | None:
        viewer = _own(info, user)
        return viewer.email if viewer is not None else None

    @staticmethod
    def resolve_is_email_verified(user: UserModel, info: GraphQLResolveInfo) -> bool | None:
        viewer = _own(info, user)
        return None if viewer is None else viewer.is_email_verified

    @staticmethod
    def resolve_language(user: UserModel, info: GraphQLResolveInfo) -> Language | None:
        viewer = _own(info, user)
        return Language(viewer.language) if viewer is not None and viewer.language else None

    @staticmethod
    def resolve_is_suspended(user: UserModel, info: GraphQLResolveInfo) -> bool:
        if user.is_active:
            return False
        # Only the viewer's own account: others see no hidden one.
        viewer = _own(info, user)
        return viewer is None or viewer.is_suspended

    @staticmethod
    def resolve_is_deactivated(user: UserModel, info: GraphQLResolveInfo) -> bool:
        viewer = None if user.is_active else _own(info, user)
        return viewer is not None and viewer.is_deactivated

    @staticmethod
    def resolve_is_limited(user: UserModel, info: GraphQLResolveInfo) -> bool | None:
        viewer = info.context.viewer
        return user.is_limited if viewer is not None and viewer.pk == user.pk else None

    @staticmethod
    def resolve_privacy(user: UserModel, info: GraphQLResolveInfo) -> UserModel | None:
        return _own(info, user)

    @staticmethod
    def resolve_followers_count(user: UserModel, info: GraphQLResolveInfo) -> int:
        if not shown_lists(info, user).followers:
            return 0
        return counts_of_user.load(info.context, user.pk).followers

    @staticmethod
    def resolve_following_count(user: UserModel, info: GraphQLResolveInfo) -> int:
        if not shown_lists(info, user).following:
            return 0
        return counts_of_user.load(info.context, user.pk).following

    @staticmethod
    def resolve_posts_count(user: UserModel, info: GraphQLResolveInfo) -> int:
        return _posts_count(info, user)

    @staticmethod
    def resolve_viewer_follows(user: UserModel, info: GraphQLResolveInfo) -> bool:
        return relation_to_viewer.load(info.context, user.pk).follows

    @staticmethod
    def resolve_viewer_has_requested(user: UserModel, info: GraphQLResolveInfo) -> bool:
        return is_requested.load(info.context, user.pk)

    @staticmethod
    def resolve_follows_viewer(user: UserModel, info: GraphQLResolveInfo) -> bool:
        return relation_to_viewer.load(info.context, user.pk).followed_by

    @staticmethod
    def resolve_is_mutual(user: UserModel, info: GraphQLResolveInfo) -> bool:
        return relation_to_viewer.load(info.context, user.pk).mutual

    @staticmethod
    def resolve_viewer_is_muting(user: UserModel, info: GraphQLResolveInfo) -> bool:
        return muting_of_viewer.load(info.context, user.pk).is_muting

    @staticmethod
    def resolve_muted_until(user: UserModel, info: GraphQLResolveInfo) -> datetime | None:
        return muting_of_viewer.load(info.context, user.pk).until

    @staticmethod
    def resolve_viewer_is_blocking(user: UserModel, info: GraphQLResolveInfo) -> bool:
        return is_blocked.load(info.context, user.pk)

    @staticmethod
    def resolve_followers(
        user: UserModel, info: GraphQLResolveInfo, page: PageRequest, **given: Unpack[Given]
    ) -> Connection[UserModel]:
        if not _shows(info, user, Side.FOLLOWERS, given):
            return _nobody(page)
        return follow_list(info, user, page, Side.FOLLOWERS, given)

    @staticmethod
    def resolve_following(
        user: UserModel, info: GraphQLResolveInfo, page: PageRequest, **given: Unpack[Given]
    ) -> Connection[UserModel]:
        if not _shows(info, user, Side.FOLLOWING, given):
            return _nobody(page)
        return follow_list(info, user, page, Side.FOLLOWING, given)

    @staticmethod
    def resolve_known_followers(user: UserModel, info: GraphQLResolveInfo) -> Known:
        if not shown_lists(info, user).followers:
            return Known()
        return known_followers_of_user.load_scoped(info, user.pk)

    @staticmethod
    def resolve_mutuals(
        user: UserModel, info: GraphQLResolveInfo, page: PageRequest
    ) -> Connection[UserModel]:
        if not shown_lists(info, user).followers:
            return _nobody(page)
        return Connection(
            lambda request: mutuals_of_user.load_scoped(info, user.pk, page=request),
            page,
            lambda: mutuals_count.load(info.context, user.pk),
        )

    @staticmethod
    def resolve_posts(
        user: UserModel, info: GraphQLResolveInfo, page: PageRequest
    ) -> Connection[Any]:
        return Connection(
            lambda request: posts_of_user.load_scoped(info, user.pk, page=request),
            page,
            lambda: _posts_count(info, user),
        )


def _own(info: GraphQLResolveInfo, user: UserModel) -> UserModel | None:
    """Return the viewer if this is their account."""
    viewer: UserModel | None = info.context.viewer
    return viewer if viewer is not None and viewer.pk == user.pk else None


def _shows(info: GraphQLResolveInfo, user: UserModel, side: Side, given: Given) -> bool:
    """Return whether the viewer sees the list; what is mutual follows from both lists."""
    shown = shown_lists(info, user)
    if given.get("mutual") is not None:
        return shown.followers and shown.following
    return shown.followers if side is Side.FOLLOWERS else shown.following


def _nobody(page: PageRequest) -> Connection[UserModel]:
    return Connection(lambda request: Page[UserModel].empty(), page, lambda: 0)


UserConnection: type[graphene.ObjectType] = connection_type(User)
register_node(User, model=UserModel, by_id=user_by_id)


def _posts_count(info: GraphQLResolveInfo, user: UserModel) -> int:
    """Return how many posts of the user the viewer may see."""
    posts = counts_of_user.load(info.context, user.pk).posts
    if not posts or not user.has_posts_for_some:
        return posts
    return narrow_posts_of_user.load(info.context, user.pk).shown_of(posts)
