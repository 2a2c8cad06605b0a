"""Queries of relations between users."""

import graphene
from graphql import GraphQLResolveInfo

from api.context import require_viewer
from api.loaders.users import enqueue_users
from api.relay.ids import from_global
from core.common.errors import InvalidInput
from core.follows.relationships import Related, related_users
from core.visibility import Viewer

from .types import Relationship

MAX_USERS = 100


class FollowQueries(graphene.ObjectType):
    """The fields of Query about relations."""

    relationships = graphene.List(
        Relationship,
        required=True,
        ids=graphene.List(
            graphene.NonNull(graphene.ID),
            required=True,
            description=f"Up to {MAX_USERS} IDs of users.",
        ),
        description="How you relate to the users with these IDs, in the same order; null for each "
        "one not found.",
    )

    @staticmethod
    def resolve_relationships(
        root: None, info: GraphQLResolveInfo, ids: list[str]
    ) -> list[Related | None]:
        viewer = Viewer.of(require_viewer(info))
        if len(ids) > MAX_USERS:
            raise InvalidInput(f"Request at most {MAX_USERS} users at once.", "ids")
        uids = [from_global(each, "User", "ids") for each in ids]
        found = related_users(viewer, uids) if uids else {}
        info.context.loaders.enter(info)
        enqueue_users(info.context, (each.user for each in found.values()))
        visible = [uid for uid, each in found.items() if not each.is_blocked]
        info.context.loaders.enqueue("Relationship", visible)
        return [found.get(uid) for uid in uids]
