"""The viewer's webhooks, and what was sent to them."""

from collections.abc import Sequence

import graphene
from graphql import GraphQLResolveInfo

from api.context import require_viewer
from api.relay.ids import from_global
from core.visibility import Viewer
from core.webhooks.models import Webhook as WebhookModel
from core.webhooks.models import WebhookDelivery as DeliveryModel
from core.webhooks.selectors import KEPT_DELIVERIES, webhook_deliveries, webhooks
from core.webhooks.services import MAX_WEBHOOKS

from .types import Webhook, WebhookDelivery


class WebhookQueries(graphene.ObjectType):
    """The fields of Query about webhooks."""

    webhooks = graphene.List(
        graphene.NonNull(Webhook),
        required=True,
        description=f"Your webhooks, at most {MAX_WEBHOOKS}, newest first; visible only to you.",
    )
    webhook_deliveries = graphene.List(
        graphene.NonNull(WebhookDelivery),
        webhook=graphene.ID(required=True, description="The ID of a webhook of yours."),
        description=f"The newest {KEPT_DELIVERIES} deliveries of a webhook of yours that were "
        "attempted.",
    )

    @staticmethod
    def resolve_webhooks(root: None, info: GraphQLResolveInfo) -> Sequence[WebhookModel]:
        return webhooks(Viewer.of(require_viewer(info)))

    @staticmethod
    def resolve_webhook_deliveries(
        root: None, info: GraphQLResolveInfo, webhook: str
    ) -> Sequence[DeliveryModel]:
        viewer = Viewer.of(require_viewer(info))
        return webhook_deliveries(viewer, from_global(webhook, "Webhook", "webhook"))
