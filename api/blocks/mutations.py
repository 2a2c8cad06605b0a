"""Mutations of blocks."""

from dataclasses import dataclass

import graphene
from graphql import GraphQLResolveInfo

from api.context import require_actor
from api.users.arguments import argument_given, person_arguments, person_named
from api.users.payloads import UserPayload
from api.users.types import User
from core.accounts.models import User as UserModel
from core.blocks.services import block, restore_follows, unblock

from .arguments import person_or_blocked


@dataclass(frozen=True, slots=True)
class Unblocked:
    """A user who is no longer blocked, and which follows the block has cut."""

    user: UserModel
    viewer_followed: bool
    followed_viewer: bool


class UnblockPayload(graphene.ObjectType):
    """The user who is no longer blocked, and what the block has cut."""

    class Meta:
        description = "The user who is no longer blocked, and what the block has cut."

    user = graphene.Field(User, required=True, description="The user.")
    viewer_followed = graphene.Boolean(
        required=True,
        description="Whether the block ended that you followed this user. `restoreFollows` can "
        "restore it for 30 days.",
    )
    followed_viewer = graphene.Boolean(
        required=True,
        description="Whether the block ended that this user followed you. `restoreFollows` can "
        "restore it for 30 days.",
    )


class BlockMutations(graphene.ObjectType):
    """The block fields of Mutation."""

    block_user = graphene.Field(
        UserPayload,
        **person_arguments(),
        description="Block a user: you no longer see each other, nor what the other does, and "
        "follows between you end. No effect if you already block them. The user is not notified.",
    )
    unblock_user = graphene.Field(
        UnblockPayload,
        **person_arguments(),
        restore_follows=graphene.Boolean(
            required=True,
            default_value=False,
            description="Whether to restore the follows that the block has cut.",
        ),
        description="End a block. No effect if you do not block this user.",
    )
    restore_follows = graphene.Field(
        UserPayload,
        **person_arguments(),
        description="Restore the follows between you and a user, and requests to, that your block "
        "has cut, as they were; possible for 30 days once the user is unblocked. Nobody is "
        "notified. No effect on a follow that has changed since.",
    )

    @staticmethod
    def resolve_block_user(
        root: None, info: GraphQLResolveInfo, id: str | None = None, username: str | None = None
    ) -> UserModel:
        viewer = require_actor(info)
        person = person_or_blocked(info, id, username)
        block(blocker=viewer, person=person.pk, field=argument_given(username))
        info.context.hidden_changed()
        return person

    @staticmethod
    def resolve_unblock_user(
        root: None,
        info: GraphQLResolveInfo,
        restore_follows: bool,
        id: str | None = None,
        username: str | None = None,
    ) -> Unblocked:
        viewer = require_actor(info)
        person = person_or_blocked(info, id, username)
        cut = unblock(
            blocker=viewer,
            person=person.pk,
            restore=restore_follows,
            field=argument_given(username),
        )
        info.context.hidden_changed()
        followers = {each.follower for each in cut if not each.is_request}
        return Unblocked(person, viewer.pk in followers, person.pk in followers)

    @staticmethod
    def resolve_restore_follows(
        root: None, info: GraphQLResolveInfo, id: str | None = None, username: str | None = None
    ) -> UserModel:
        viewer = require_actor(info)
        person = person_named(info, id, username)
        restore_follows(blocker=viewer, person=person.pk, field=argument_given(username))
        return person
