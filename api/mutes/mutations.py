"""Mutations of mutes."""

from datetime import datetime

import graphene
from graphql import GraphQLResolveInfo

from api.context import require_actor
from api.scalars import DateTime
from api.users.arguments import argument_given, person_arguments, person_named
from api.users.payloads import UserPayload
from core.accounts.models import User
from core.mutes.services import mute, unmute


class MuteMutations(graphene.ObjectType):
    """The mute fields of Mutation."""

    mute_user = graphene.Field(
        UserPayload,
        **person_arguments(),
        until=DateTime(description="When the mute ends by itself; never without it."),
        description="Mute a user: their posts are not in your feed, and what they do is not in "
        "your notifications. Muting again sets `until`. Only you know of it.",
    )
    unmute_user = graphene.Field(
        UserPayload,
        **person_arguments(),
        description="End a mute. No effect if you do not mute this user.",
    )

    @staticmethod
    def resolve_mute_user(
        root: None,
        info: GraphQLResolveInfo,
        id: str | None = None,
        username: str | None = None,
        until: datetime | None = None,
    ) -> User:
        viewer = require_actor(info)
        person = person_named(info, id, username)
        mute(viewer=viewer, person=person.pk, until=until, field=argument_given(username))
        info.context.hidden_changed()
        return person

    @staticmethod
    def resolve_unmute_user(
        root: None, info: GraphQLResolveInfo, id: str | None = None, username: str | None = None
    ) -> User:
        viewer = require_actor(info)
        person = person_named(info, id, username)
        unmute(viewer=viewer, person=person.pk, field=argument_given(username))
        info.context.hidden_changed()
        return person
