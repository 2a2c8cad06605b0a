"""Queries of networks."""

import graphene
from graphql import GraphQLResolveInfo

from api.context import require_viewer
from api.loaders.comments import enqueue_comments
from api.loaders.posts import enqueue_posts
from api.loaders.users import enqueue_users
from api.relay.ids import from_global
from core.common.errors import InvalidInput
from core.network.evidence import Evidence, evidence_of
from core.network.selectors import MAX_FOLLOWS, MAX_PEOPLE, Network, network_of
from core.visibility import Viewer

from .types import FollowEvidence as FollowEvidenceType
from .types import Network as NetworkType

USUAL_PEOPLE = 300


class NetworkQueries(graphene.ObjectType):
    """The fields of Query about networks."""

    network = graphene.Field(
        NetworkType,
        around=graphene.ID(description="The ID of the user in the middle; you, if left out."),
        people=graphene.Int(
            required=True,
            default_value=USUAL_PEOPLE,
            description=f"How many users at most, up to {MAX_PEOPLE:,}.",
        ),
        description="The users around one: whom they follow and who follows them, the latest "
        "first, then whom these follow. Only follows that you find in lists shown to you are in "
        f"it, the {MAX_FOLLOWS:,} latest at most. Null if the user is not found.",
    )
    follow_evidence = graphene.Field(
        FollowEvidenceType,
        follower=graphene.ID(required=True, description="The ID of the user who follows."),
        followee=graphene.ID(required=True, description="The ID of the user who is followed."),
        description="A follow between two users, and what they like and comment on of each "
        "other; null if there is no follow that you may see.",
    )

    @staticmethod
    def resolve_network(
        root: None, info: GraphQLResolveInfo, people: int, around: str | None = None
    ) -> Network | None:
        viewer = Viewer.of(require_viewer(info))
        if not 1 <= people <= MAX_PEOPLE:
            raise InvalidInput(
                f"`people` must be from 1 to {MAX_PEOPLE:,}, not {people:,}.", "people"
            )
        uid = viewer.key if around is None else from_global(around, "User", "around")
        found = network_of(viewer, uid, people=people)
        if found is not None:
            info.context.loaders.enter(info)
            enqueue_users(info.context, (each.user for each in found.people))
        return found

    @staticmethod
    def resolve_follow_evidence(
        root: None, info: GraphQLResolveInfo, follower: str, followee: str
    ) -> Evidence | None:
        viewer = Viewer.of(require_viewer(info))
        found = evidence_of(
            viewer,
            follower=from_global(follower, "User", "follower"),
            followee=from_global(followee, "User", "followee"),
        )
        if found is not None:
            info.context.loaders.enter(info)
            enqueue_posts(info.context, found.likes)
            enqueue_comments(info.context, found.comments)
        return found
