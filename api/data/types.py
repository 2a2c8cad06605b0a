"""The type DataExport."""

from collections.abc import Mapping
from enum import Enum

import graphene
from django.urls import reverse
from graphql import GraphQLResolveInfo

from api.context import require_viewer
from api.enums import described_enum
from api.relay.ids import to_global
from api.scalars import DateTime
from core.data_exports.links import LIFE, link_to
from core.data_exports.models import DataExport as DataExportModel

State = DataExportModel.State
_STATES: Mapping[Enum, str] = {
    State.RUNNING: "It is being written.",
    State.READY: "It can be downloaded.",
    State.FAILED: "It could not be written. You may ask for another one.",
}
DataExportStatus = described_enum(State, "DataExportStatus", "What happens to it.", _STATES)


class DataExport(graphene.ObjectType):
    """An export of the viewer's data."""

    class Meta:
        description = "An export of your data: a ZIP file of JSON, CSV and pictures."

    id = graphene.ID(required=True, description="The ID, for `dataExport`.")
    status = graphene.Field(DataExportStatus, required=True, description="What happens to it.")
    progress = graphene.Float(
        required=True, description="How far it is, from 0 to 1, which is when it is ready."
    )
    bytes = graphene.Float(description="The size of the file; null until it is ready.")
    created_at = DateTime(required=True, description="When you asked for it.")
    finished_at = DateTime(description="When it was ready, or given up.")
    expires_at = DateTime(description="When it is deleted; null until it is ready.")
    download_url = graphene.String(
        description=f"Where to download it in the next {LIFE.seconds // 60} minutes, signed in as "
        "yourself, by the header or by the cookie. Null until it is ready."
    )

    @staticmethod
    def resolve_id(export: DataExportModel, info: GraphQLResolveInfo) -> str:
        return to_global("DataExport", export.pk)

    @staticmethod
    def resolve_status(export: DataExportModel, info: GraphQLResolveInfo) -> str:
        return export.state

    @staticmethod
    def resolve_progress(export: DataExportModel, info: GraphQLResolveInfo) -> float:
        if export.state == State.READY:
            return 1.0
        return min(export.done / max(export.total, 1), 0.99)

    @staticmethod
    def resolve_bytes(export: DataExportModel, info: GraphQLResolveInfo) -> float | None:
        return float(export.size) if export.state == State.READY else None

    @staticmethod
    def resolve_download_url(export: DataExportModel, info: GraphQLResolveInfo) -> str | None:
        if export.state != State.READY:
            return None
        link = link_to(export, require_viewer(info).seen_at)
        path = reverse("data_export", args=[link])
        url: str = info.context.request.build_absolute_uri(path)
        return url
