"""Importing follows, blocks and mutes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import Enum
from typing import Any

import graphene
from django.core.files.uploadedfile import UploadedFile
from graphql import GraphQLResolveInfo

from api.context import require_actor, require_viewer
from api.enums import described_enum
from api.loaders.users import enqueue_users
from api.payloads import payload
from api.relay.ids import from_global, to_global
from api.scalars import DateTime, Upload
from api.users.types import User
from core.accounts.models import User as UserModel
from core.common.errors import InvalidInput
from core.relation_imports.models import RelationImport as Model
from core.relation_imports.parsing import MAX_BYTES, MAX_ROWS
from core.relation_imports.preview import MISSING, preview_import
from core.relation_imports.selectors import SHOWN, relation_import_of, shown_of, undoable_until
from core.relation_imports.services import import_relations
from core.visibility import Viewer

# Of those who are possible, so many may be chosen.
MAX_INCLUDED = 100

_KINDS: Mapping[Enum, str] = {
    Model.Kind.FOLLOWS: "Follow them, or ask to where an account is private.",
    Model.Kind.BLOCKS: "Block them.",
    Model.Kind.MUTES: "Mute them, for good.",
}
_STATES: Mapping[Enum, str] = {
    Model.State.PREVIEW: "It waits for your decision.",
    Model.State.RUNNING: "It is being carried out.",
    Model.State.DONE: "It is carried out.",
    Model.State.UNDOING: "It is being undone.",
    Model.State.UNDONE: "It is undone.",
}
RelationImportKind = described_enum(
    Model.Kind, "RelationImportKind", "What is made to whom a list names.", _KINDS
)
RelationImportState = described_enum(
    Model.State, "RelationImportState", "What happens to an import.", _STATES
)


class RelationImport(graphene.ObjectType):
    """A list from elsewhere, and what is made of it."""

    class Meta:
        description = (
            "An import of follows, blocks or mutes from a list: a preview, until you decide, and "
            "then the receipt of one act."
        )

    id = graphene.ID(required=True, description="The ID, for `importRelations` and `undoRelation`.")
    kind = graphene.Field(RelationImportKind, required=True, description="What is made.")
    state = graphene.Field(RelationImportState, required=True, description="What happens to it.")
    found_count = graphene.Int(
        required=True, description="How many are meant for certain: their address is of here."
    )
    found = graphene.List(
        graphene.NonNull(User), required=True, description=f"Up to {SHOWN} of them."
    )
    possible_count = graphene.Int(
        required=True,
        description="How many have the same username as somebody elsewhere; they may be anybody. "
        "0 once it is decided.",
    )
    possible = graphene.List(
        graphene.NonNull(User), required=True, description=f"Up to {SHOWN} of them."
    )
    missing_count = graphene.Int(required=True, description="How many are not here.")
    missing = graphene.List(
        graphene.NonNull(graphene.String),
        required=True,
        description=f"Up to {MISSING} of them, as the list names them, until it is decided.",
    )
    total = graphene.Int(required=True, description="How many users there are to go through.")
    done = graphene.Int(required=True, description="How many of them are gone through.")
    hit = graphene.Int(required=True, description="For how many it has changed something.")
    restored = graphene.Int(required=True, description="For how many undoing it has.")
    created_at = DateTime(required=True, description="When you sent it.")
    finished_at = DateTime(description="When it was carried out, or undone.")
    undoable_until = DateTime(required=True, description="Until when it can be undone.")

    @staticmethod
    def resolve_id(act: Model, info: GraphQLResolveInfo) -> str:
        return to_global("RelationImport", act.pk)

    @staticmethod
    def resolve_found_count(act: Model, info: GraphQLResolveInfo) -> int:
        return len(act.people)

    @staticmethod
    def resolve_found(act: Model, info: GraphQLResolveInfo) -> Sequence[UserModel]:
        return _users(info, act.people)

    @staticmethod
    def resolve_possible_count(act: Model, info: GraphQLResolveInfo) -> int:
        return len(act.possible)

    @staticmethod
    def resolve_possible(act: Model, info: GraphQLResolveInfo) -> Sequence[UserModel]:
        return _users(info, act.possible)

    @staticmethod
    def resolve_missing_count(act: Model, info: GraphQLResolveInfo) -> int:
        return act.missing

    @staticmethod
    def resolve_missing(act: Model, info: GraphQLResolveInfo) -> Sequence[str]:
        return act.missing_names

    @staticmethod
    def resolve_total(act: Model, info: GraphQLResolveInfo) -> int:
        return act.end

    @staticmethod
    def resolve_done(act: Model, info: GraphQLResolveInfo) -> int:
        return act.place

    @staticmethod
    def resolve_undoable_until(act: Model, info: GraphQLResolveInfo) -> datetime:
        return undoable_until(act)


def _users(info: GraphQLResolveInfo, people: Sequence[int]) -> Sequence[UserModel]:
    found = shown_of(info.context.viewpoint, people)
    enqueue_users(info.context, found)
    return found


RelationImportPayload = payload(
    "RelationImportPayload",
    "The result of sending a list or of deciding about it.",
    relation_import=graphene.Field(RelationImport, required=True, description="The import."),
)


class RelationImportQueries(graphene.ObjectType):
    """The fields of Query about imports."""

    relation_import = graphene.Field(
        RelationImport,
        id=graphene.ID(required=True, description="The ID of one of your imports."),
        description="One of your imports of the last 30 days; null if there is none.",
    )

    @staticmethod
    def resolve_relation_import(root: None, info: GraphQLResolveInfo, id: str) -> Model | None:
        viewer = Viewer.of(require_viewer(info))
        return relation_import_of(viewer, from_global(id, "RelationImport", "id"))


class RelationImportMutations(graphene.ObjectType):
    """The fields of Mutation about imports."""

    preview_relation_import = graphene.Field(
        RelationImportPayload,
        file=Upload(
            description="A list that Mastodon has exported (CSV), or handles as CSV, JSON or "
            f"lines, in UTF-8; at most {MAX_BYTES // 2**20} MiB and {MAX_ROWS:,} rows.",
        ),
        text=graphene.String(description="The list itself, in the place of a file."),
        kind=graphene.Argument(
            RelationImportKind, required=True, description="What the list is of."
        ),
        description="Find out whom of a list there is here. Nothing is followed, blocked or muted. "
        "An earlier preview is forgotten.",
    )
    import_relations = graphene.Field(
        RelationImportPayload,
        id=graphene.ID(required=True, description="The ID of your preview."),
        include=graphene.List(
            graphene.NonNull(graphene.ID),
            required=True,
            default_value=(),
            description=f"The IDs of up to {MAX_INCLUDED} possible users to include.",
        ),
        description="Carry a preview out, by and by, as one act, which `undoRelation` takes back "
        "for 30 days. Whom you decide about meanwhile stays as you decided. One at a time.",
    )

    @staticmethod
    def resolve_preview_relation_import(
        root: None,
        info: GraphQLResolveInfo,
        kind: Any,
        file: "UploadedFile[bytes] | None" = None,
        text: str | None = None,
    ) -> Model:
        user = require_actor(info)
        if (file is None) == (text is None):
            raise InvalidInput("Send a file or a text.", "file")
        field = "file" if text is None else "text"
        data = _bytes_of(file) if file is not None else (text or "").encode(errors="replace")
        return preview_import(by=user, kind=Model.Kind(kind), data=data, field=field)

    @staticmethod
    def resolve_import_relations(
        root: None, info: GraphQLResolveInfo, id: str, include: Sequence[str]
    ) -> Model:
        user = require_actor(info)
        _check_number(include)
        people = [from_global(each, "User", "include") for each in include]
        preview = from_global(id, "RelationImport", "id")
        return import_relations(by=user, preview=preview, include=people)


def _bytes_of(file: "UploadedFile[bytes]") -> bytes:
    file.seek(0)
    content: bytes = file.read(MAX_BYTES + 1)
    return content


def _check_number(include: Sequence[str]) -> None:
    """Raise InvalidInput for more than MAX_INCLUDED."""
    if len(include) > MAX_INCLUDED:
        raise InvalidInput(f"Include at most {MAX_INCLUDED} users.", "include")
