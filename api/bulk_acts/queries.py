"""Whom a block would hit, and the viewer's bulk acts."""

from functools import partial

import graphene
from graphql import GraphQLResolveInfo

from api.blocks.arguments import person_or_blocked
from api.context import require_viewer
from api.loaders.listed import listed
from api.loaders.read_budgets import count_relations
from api.loaders.users import enqueue_users
from api.relay.connections import Connection, ConnectionField
from api.relay.ids import from_global
from api.users.arguments import argument_given, person_arguments
from core.bulk_acts.models import BulkAct as BulkActModel
from core.bulk_acts.preview import BlockPreview as Preview
from core.bulk_acts.preview import preview_block
from core.bulk_acts.selectors import bulk_acts_by_ids, bulk_acts_page, count_bulk_acts
from core.lists.pages import PageRequest
from core.visibility import Viewer

from .types import BlockPreview, BulkAct, BulkActConnection, enqueue_acts


class BulkActQueries(graphene.ObjectType):
    """The fields of Query about bulk acts."""

    preview_block = graphene.Field(
        BlockPreview,
        required=True,
        **person_arguments(),
        include_followers=graphene.Boolean(
            required=True, default_value=False, description="Whether to block the followers, too."
        ),
        except_followed=graphene.Boolean(
            required=True, default_value=True, description="Whether to spare those you follow."
        ),
        description="Whom a block of this user would hit; nothing is changed.",
    )
    bulk_act = graphene.Field(
        BulkAct,
        id=graphene.ID(required=True, description="The ID of one of your bulk acts."),
        description="One of your bulk acts of the last 30 days; null if there is none.",
    )
    bulk_acts = ConnectionField(
        BulkActConnection,
        description="Your bulk acts of the last 30 days, newest first; visible only to you.",
    )

    @staticmethod
    def resolve_preview_block(
        root: None,
        info: GraphQLResolveInfo,
        include_followers: bool,
        except_followed: bool,
        id: str | None = None,
        username: str | None = None,
    ) -> Preview:
        viewer = Viewer.of(require_viewer(info))
        person = person_or_blocked(info, id, username)
        found = preview_block(
            viewer,
            person,
            with_followers=include_followers,
            spare_followed=except_followed,
            field=argument_given(username),
        )
        count_relations(info.context, len(found.sample))
        info.context.loaders.enter(info)
        enqueue_users(info.context, found.sample)
        return found

    @staticmethod
    def resolve_bulk_act(root: None, info: GraphQLResolveInfo, id: str) -> BulkActModel | None:
        viewer = Viewer.of(require_viewer(info))
        act = from_global(id, "BulkAct", "id")
        return bulk_acts_by_ids(viewer, [act]).get(act)

    @staticmethod
    def resolve_bulk_acts(
        root: None, info: GraphQLResolveInfo, page: PageRequest
    ) -> Connection[BulkActModel]:
        viewer = Viewer.of(require_viewer(info))
        read, count = partial(bulk_acts_page, viewer), partial(count_bulk_acts, viewer)
        return listed(info, page, enqueue_acts, read, count)
