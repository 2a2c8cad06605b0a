"""Mutations of requests to follow."""

import graphene
from graphql import GraphQLResolveInfo

from api.context import require_actor
from api.users.arguments import argument_given, person_arguments, person_named
from api.users.payloads import UserPayload
from core.accounts.models import User as UserModel
from core.follows.requests import accept_request, refuse_request, withdraw_request


class FollowRequestMutations(graphene.ObjectType):
    """The fields of Mutation that are about requests to follow."""

    accept_follow_request = graphene.Field(
        UserPayload,
        **person_arguments(),
        description="Let a user follow you who has asked to; they are notified. No effect without "
        "a request.",
    )
    refuse_follow_request = graphene.Field(
        UserPayload,
        **person_arguments(),
        description="Refuse a user's request to follow you. No effect without one. They are not "
        "notified, and may ask again.",
    )
    withdraw_follow_request = graphene.Field(
        UserPayload,
        **person_arguments(),
        description="Withdraw your request to follow a user, as `unfollowUser` does. No effect "
        "without one.",
    )

    @staticmethod
    def resolve_accept_follow_request(
        root: None, info: GraphQLResolveInfo, id: str | None = None, username: str | None = None
    ) -> UserModel:
        viewer = require_actor(info)
        person = person_named(info, id, username)
        accept_request(user=viewer, follower=person.pk, field=argument_given(username))
        return person

    @staticmethod
    def resolve_refuse_follow_request(
        root: None, info: GraphQLResolveInfo, id: str | None = None, username: str | None = None
    ) -> UserModel:
        viewer = require_actor(info)
        person = person_named(info, id, username)
        refuse_request(user=viewer, follower=person.pk, field=argument_given(username))
        return person

    @staticmethod
    def resolve_withdraw_follow_request(
        root: None, info: GraphQLResolveInfo, id: str | None = None, username: str | None = None
    ) -> UserModel:
        viewer = require_actor(info)
        person = person_named(info, id, username)
        withdraw_request(follower=viewer, followee=person.pk, field=argument_given(username))
        return person
