"""Mutations of follows."""

import graphene
from graphql import GraphQLResolveInfo

from api.context import require_actor
from api.loaders.follows import counts_of_user, relation_to_viewer
from api.users.arguments import argument_given, person_arguments, person_named
from api.users.payloads import UserPayload
from core.accounts.models import User as UserModel
from core.follows.relations import Relation
from core.follows.removal import remove_follower
from core.follows.services import ShownUser, follow, unfollow


class FollowMutations(graphene.ObjectType):
    """The follow fields of Mutation."""

    follow_user = graphene.Field(
        UserPayload,
        **person_arguments(),
        description="Follow a user, or ask to if the account is private: see "
        "`viewerHasRequested`. No effect if you already do.",
    )
    unfollow_user = graphene.Field(
        UserPayload,
        **person_arguments(),
        description="Unfollow a user, or withdraw your request to follow them. No effect if there "
        "is neither.",
    )

    remove_follower = graphene.Field(
        UserPayload,
        **person_arguments(),
        description="End that a user follows you. No effect if they do not. They are not notified, "
        "and may follow you again.",
    )

    @staticmethod
    def resolve_follow_user(
        root: None, info: GraphQLResolveInfo, id: str | None = None, username: str | None = None
    ) -> UserModel:
        viewer = require_actor(info)
        person = person_named(info, id, username)
        _keep(info, follow(follower=viewer, followee=person.pk, field=argument_given(username)))
        return person

    @staticmethod
    def resolve_unfollow_user(
        root: None, info: GraphQLResolveInfo, id: str | None = None, username: str | None = None
    ) -> UserModel:
        viewer = require_actor(info)
        person = person_named(info, id, username)
        _keep(info, unfollow(follower=viewer, followee=person.pk, field=argument_given(username)))
        return person

    @staticmethod
    def resolve_remove_follower(
        root: None, info: GraphQLResolveInfo, id: str | None = None, username: str | None = None
    ) -> UserModel:
        viewer = require_actor(info)
        person = person_named(info, id, username)
        remove_follower(user=viewer, follower=person.pk, field=argument_given(username))
        return person


def _keep(info: GraphQLResolveInfo, shown: ShownUser | None) -> None:
    """Answer by what the write has shown, without a statement."""
    if shown is not None:
        relation = Relation(follows=shown.made, followed_by=shown.follows_back)
        counts_of_user.prime_after_write(info.context, shown.target, shown.counts)
        relation_to_viewer.prime_after_write(info.context, shown.target, relation)
