"""The types BulkAct and BlockPreview."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import Enum

import graphene
from graphql import GraphQLResolveInfo

from api.batching import batch
from api.context import Context
from api.enums import described_enum
from api.loaders.users import user_by_id
from api.relay.connections import connection_type
from api.relay.ids import to_global
from api.scalars import DateTime
from api.users.types import User
from core.accounts.models import User as UserModel
from core.blocks.selectors import blocked_by_ids
from core.bulk_acts.models import BulkAct as BulkActModel
from core.bulk_acts.preview import MAX_FOLLOWERS, SAMPLE
from core.bulk_acts.preview import BlockPreview as Preview
from core.bulk_acts.selectors import bulk_acts_by_ids, undoable_until

_STATES: Mapping[Enum, str] = {
    BulkActModel.State.RUNNING: "It is being carried out.",
    BulkActModel.State.DONE: "It is carried out.",
    BulkActModel.State.UNDOING: "It is being undone.",
    BulkActModel.State.UNDONE: "It is undone.",
}
BulkActState = described_enum(
    BulkActModel.State,
    "BulkActState",
    "What happens to it.",
    _STATES,
)


@batch("Blocked", default=None)
def blocked_by_id(context: Context, uids: Sequence[int]) -> Mapping[int, UserModel | None]:
    """Return the users with these IDs whom the viewer blocks. Cost: one SQL statement."""
    return dict(blocked_by_ids(context.viewpoint, uids))


@batch("BulkAct", default=None, expands=True)
def bulk_act_by_id(context: Context, ids: Sequence[int]) -> Mapping[int, BulkActModel | None]:
    """Return the viewer's bulk acts with these IDs. Cost: one SQL statement."""
    found = bulk_acts_by_ids(context.viewpoint, ids)
    enqueue_acts(context, list(found.values()))
    return dict(found)


class BulkAct(graphene.ObjectType):
    """A block of a user and of their followers, as one act."""

    class Meta:
        description = "A block of a user and of their followers, as one act of yours."

    id = graphene.ID(required=True, description="The ID, for `bulkAct` and `undoRelation`.")
    user = graphene.Field(
        User, description="The user; null if they are not visible to you and you do not block them."
    )
    state = graphene.Field(BulkActState, required=True, description="What happens to it.")
    except_followed = graphene.Boolean(
        required=True, description="Whether it spares those whom you follow."
    )
    is_complete = graphene.Boolean(
        required=True,
        description=f"Whether it reaches all followers, who were {MAX_FOLLOWERS:,} at most.",
    )
    total = graphene.Int(required=True, description="How many users there are to go through.")
    done = graphene.Int(required=True, description="How many of them are gone through.")
    hit = graphene.Int(required=True, description="How many it has blocked.")
    skipped = graphene.Int(
        required=True,
        description="How many it has left as they were: blocked already, gone, or you have decided "
        "about them since.",
    )
    restored = graphene.Int(required=True, description="How many undoing it has unblocked.")
    created_at = DateTime(required=True, description="When you decided it.")
    finished_at = DateTime(description="When it was carried out, or undone.")
    undoable_until = DateTime(required=True, description="Until when it can be undone.")

    @staticmethod
    def resolve_id(act: BulkActModel, info: GraphQLResolveInfo) -> str:
        return to_global("BulkAct", act.pk)

    @staticmethod
    def resolve_user(act: BulkActModel, info: GraphQLResolveInfo) -> UserModel | None:
        shown = user_by_id.load(info.context, act.person)
        return shown or blocked_by_id.load(info.context, act.person)

    @staticmethod
    def resolve_except_followed(act: BulkActModel, info: GraphQLResolveInfo) -> bool:
        return act.spares_followed

    @staticmethod
    def resolve_total(act: BulkActModel, info: GraphQLResolveInfo) -> int:
        return act.end

    @staticmethod
    def resolve_done(act: BulkActModel, info: GraphQLResolveInfo) -> int:
        return act.place

    @staticmethod
    def resolve_skipped(act: BulkActModel, info: GraphQLResolveInfo) -> int:
        is_undone = act.state in (BulkActModel.State.UNDOING, BulkActModel.State.UNDONE)
        return act.place - (act.restored if is_undone else act.hit)

    @staticmethod
    def resolve_undoable_until(act: BulkActModel, info: GraphQLResolveInfo) -> datetime:
        return undoable_until(act)


class BlockPreview(graphene.ObjectType):
    """Whom a block would hit."""

    class Meta:
        description = (
            "Whom a block would hit. With followers, the numbers are about those whom you see, of "
            f"the newest {MAX_FOLLOWERS:,}."
        )

    user = graphene.Field(User, required=True, description="The user.")
    hit = graphene.Int(required=True, description="How many it would block, with the user.")
    spared = graphene.Int(required=True, description="How many it would spare: you follow them.")
    following = graphene.Int(
        required=True, description="How many of the followers you follow, spared or not."
    )
    followers = graphene.Int(required=True, description="How many of the followers follow you.")
    mutuals = graphene.Int(
        required=True, description="How many of the followers you follow, and follow you."
    )
    is_exact = graphene.Boolean(
        required=True,
        description="Whether these are all followers; else the numbers are the least there are.",
    )
    sample = graphene.List(
        graphene.NonNull(User),
        required=True,
        description=f"Up to {SAMPLE} of the followers it would block, newest first.",
    )

    @staticmethod
    def resolve_following(preview: Preview, info: GraphQLResolveInfo) -> int:
        return preview.followed

    @staticmethod
    def resolve_followers(preview: Preview, info: GraphQLResolveInfo) -> int:
        return preview.following

    @staticmethod
    def resolve_mutuals(preview: Preview, info: GraphQLResolveInfo) -> int:
        return preview.mutual


BulkActConnection = connection_type(BulkAct)


def enqueue_acts(context: Context, found: Sequence[BulkActModel]) -> None:
    """Enqueue the users whom these acts are about."""
    for kind in ("User", "Blocked"):
        context.loaders.enqueue(kind, (act.person for act in found))
