"""Queries of users."""

import graphene
from graphql import GraphQLResolveInfo

from api.loaders.users import enqueue_users
from api.relay.connections import Connection, ConnectionField
from core.accounts.models import User as UserModel
from core.accounts.selectors import count_users, search_users
from core.lists.pages import Page, PageRequest

from .arguments import find_person, person_arguments
from .types import User, UserConnection


class UserQueries(graphene.ObjectType):
    """The user fields of Query."""

    me = graphene.Field(User, description="The signed-in user; null if you are not signed in.")
    user = graphene.Field(
        User,
        **person_arguments(),
        description="The user with this ID or username; null if not found.",
    )
    users = ConnectionField(
        UserConnection,
        search=graphene.String(
            description="Only users whose username begins with this text, or whose names have all "
            "these words; the last word may be a prefix. Case and accents do not matter."
        ),
        description="All users, oldest account first; or those that match the search: the one with "
        "this username, then people you follow or who follow you, then names that begin with the "
        "text, then others.",
    )

    @staticmethod
    def resolve_me(root: None, info: GraphQLResolveInfo) -> UserModel | None:
        viewer: UserModel | None = info.context.viewer
        if viewer is not None:
            info.context.loaders.enter(info)
            enqueue_users(info.context, [viewer])
        return viewer

    @staticmethod
    def resolve_user(
        root: None, info: GraphQLResolveInfo, id: str | None = None, username: str | None = None
    ) -> UserModel | None:
        return find_person(info, id, username)

    @staticmethod
    def resolve_users(
        root: None, info: GraphQLResolveInfo, page: PageRequest, search: str | None = None
    ) -> Connection[UserModel]:
        viewer = info.context.viewpoint

        def fetch(request: PageRequest) -> Page[UserModel]:
            found = search_users(viewer, search, request)
            enqueue_users(info.context, found.items)
            return found

        return Connection(fetch, page, lambda: count_users(viewer, search), descending=False)
