"""Rings that were found."""

from collections.abc import Sequence

import graphene
from graphql import GraphQLResolveInfo

from api.context import require_viewer
from api.relay.ids import from_global
from core.rings.models import Ring as RingModel
from core.rings.selectors import newest_rings, ring_of

from .types import Ring


class RingQueries(graphene.ObjectType):
    """The fields of Query about rings."""

    rings = graphene.List(
        graphene.NonNull(Ring),
        required=True,
        description="The rings of the newest search, least trusted first, at most 50; for "
        "moderators.",
    )
    ring = graphene.Field(
        Ring,
        id=graphene.ID(required=True, description="The ID of a ring."),
        description="One ring, for moderators; null if there is none.",
    )

    @staticmethod
    def resolve_rings(root: None, info: GraphQLResolveInfo) -> Sequence[RingModel]:
        found = newest_rings(require_viewer(info))
        keys = [ring.pk for ring in found]
        info.context.loaders.enter(info)
        for kind in ("RingMembers", "RingFollows", "RingDecision"):
            info.context.loaders.enqueue(kind, keys)
        return found

    @staticmethod
    def resolve_ring(root: None, info: GraphQLResolveInfo, id: str) -> RingModel | None:
        viewer = require_viewer(info)
        return ring_of(viewer, from_global(id, "Ring", "id"))
