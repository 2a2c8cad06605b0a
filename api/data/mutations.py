"""Mutations of the viewer's data."""

import graphene
from graphql import GraphQLResolveInfo

from api.context import require_actor
from api.payloads import payload
from core.data_exports.models import DataExport as DataExportModel
from core.data_exports.services import request_export

from .types import DataExport

DataExportPayload = payload(
    "DataExportPayload",
    "The result of asking for an export.",
    data_export=graphene.Field(DataExport, required=True, description="The export, in work."),
)


class DataMutations(graphene.ObjectType):
    """The fields of Mutation about the viewer's data."""

    request_data_export = graphene.Field(
        DataExportPayload,
        password=graphene.String(required=True, description="Your password."),
        description="Export everything of yours, by and by, as a ZIP file that you can download "
        "for 7 days; `dataExport` says how far it is. One at a time, and one a day.",
    )

    @staticmethod
    def resolve_request_data_export(
        root: None, info: GraphQLResolveInfo, password: str
    ) -> DataExportModel:
        user = require_actor(info)
        return request_export(user=user, password=password, address=info.context.address)
