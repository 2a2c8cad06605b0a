"""Queries of the viewer's data."""

from collections.abc import Sequence

import graphene
from graphql import GraphQLResolveInfo

from api.context import require_viewer
from api.relay.ids import from_global
from core.data_exports.models import DataExport as DataExportModel
from core.data_exports.selectors import data_export_of, data_exports
from core.visibility import Viewer

from .types import DataExport


class DataQueries(graphene.ObjectType):
    """The fields of Query about the viewer's data."""

    data_export = graphene.Field(
        DataExport,
        id=graphene.ID(required=True, description="The ID of one of your exports."),
        description="One of your exports of the last 7 days; null if there is none.",
    )
    data_exports = graphene.List(
        graphene.NonNull(DataExport),
        required=True,
        description="Your exports of the last 7 days, newest first; visible only to you.",
    )

    @staticmethod
    def resolve_data_export(
        root: None, info: GraphQLResolveInfo, id: str
    ) -> DataExportModel | None:
        viewer = Viewer.of(require_viewer(info))
        return data_export_of(viewer, from_global(id, "DataExport", "id"))

    @staticmethod
    def resolve_data_exports(root: None, info: GraphQLResolveInfo) -> Sequence[DataExportModel]:
        return data_exports(Viewer.of(require_viewer(info)))
