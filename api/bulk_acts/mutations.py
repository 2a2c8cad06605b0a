"""Blocking a user with their followers."""

import graphene
from graphql import GraphQLResolveInfo

from api.blocks.arguments import person_or_blocked
from api.context import require_actor
from api.payloads import payload
from api.users.arguments import argument_given, person_arguments
from core.bulk_acts.models import BulkAct as BulkActModel
from core.bulk_acts.preview import MAX_FOLLOWERS
from core.bulk_acts.services import block_with_followers

from .types import BulkAct

BulkActPayload = payload(
    "BulkActPayload",
    "The result of a bulk act: its receipt.",
    bulk_act=graphene.Field(BulkAct, required=True, description="The act, in work."),
)


class BulkActMutations(graphene.ObjectType):
    """The fields of Mutation about bulk acts."""

    block_with_followers = graphene.Field(
        BulkActPayload,
        **person_arguments(),
        except_followed=graphene.Boolean(
            required=True, default_value=True, description="Whether to spare those you follow."
        ),
        description="Block a user at once, and by and by the followers they have now, of whom the "
        f"newest {MAX_FOLLOWERS:,}. Whom you decide about meanwhile stays as you decided. One act "
        "at a time; `undoRelation` takes the whole back for 30 days.",
    )

    @staticmethod
    def resolve_block_with_followers(
        root: None,
        info: GraphQLResolveInfo,
        except_followed: bool,
        id: str | None = None,
        username: str | None = None,
    ) -> BulkActModel:
        viewer = require_actor(info)
        person = person_or_blocked(info, id, username)
        act = block_with_followers(
            blocker=viewer,
            person=person.pk,
            spare_followed=except_followed,
            field=argument_given(username),
        )
        info.context.hidden_changed()
        return act
