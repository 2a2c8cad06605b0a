"""Creating, enabling, testing and deleting webhooks."""

import graphene
from graphql import GraphQLResolveInfo

from api.context import require_actor, require_viewer
from api.errors import RequestError
from api.payloads import OkPayload, payload
from api.relay.ids import from_global
from api.subscriptions.source import SubscriptionSource
from core.common.errors import DomainError, InvalidInput
from core.webhooks.models import Webhook as WebhookModel
from core.webhooks.models import WebhookDelivery as DeliveryModel
from core.webhooks.services import (
    MAX_QUERY_LENGTH,
    MAX_WEBHOOKS,
    create_webhook,
    delete_webhook,
    enable_webhook,
    redeliver,
    test_webhook,
)

from .types import Webhook, WebhookDelivery

Made = tuple[WebhookModel, str]


class NewWebhookPayload(graphene.ObjectType):
    """The result of creating a webhook."""

    class Meta:
        description = "The result of creating a webhook."

    webhook = graphene.Field(Webhook, required=True, description="The webhook.")
    secret = graphene.String(
        required=True,
        description="What its messages are signed with, by Standard Webhooks; shown now alone.",
    )

    @staticmethod
    def resolve_webhook(made: Made, info: GraphQLResolveInfo) -> WebhookModel:
        return made[0]

    @staticmethod
    def resolve_secret(made: Made, info: GraphQLResolveInfo) -> str:
        return made[1]


WebhookPayload = payload(
    "WebhookPayload",
    "The result of a mutation of a webhook.",
    webhook=graphene.Field(Webhook, required=True, description="The webhook."),
)
DeliveryPayload = payload(
    "WebhookDeliveryPayload",
    "The result of sending a message.",
    delivery=graphene.Field(WebhookDelivery, required=True, description="It, to be attempted."),
)


class WebhookMutations(graphene.ObjectType):
    """The fields of Mutation about webhooks."""

    create_webhook = graphene.Field(
        NewWebhookPayload,
        url=graphene.String(
            required=True, description="Where to send to: https, at port 443, a public address."
        ),
        subscription=graphene.String(
            required=True,
            description="A subscription without variables, such as `subscription { "
            "notificationReceived { notification { kind } } }`. Its answer to each event is sent, "
            f"as you may see it then. At most {MAX_QUERY_LENGTH:,} characters.",
        ),
        description="Have the answers to a subscription sent to a server of yours by POST, signed, "
        "each at least once, in no certain order, and again later where it fails. At most "
        f"{MAX_WEBHOOKS}; a mail says so. A new password and `logoutEverywhere` pause it.",
    )
    enable_webhook = graphene.Field(
        WebhookPayload,
        id=graphene.ID(required=True, description="The ID of a webhook of yours."),
        description="Go on with a webhook that is paused or disabled. Events since then are lost.",
    )
    delete_webhook = graphene.Field(
        OkPayload,
        id=graphene.ID(required=True, description="The ID of a webhook of yours."),
        description="Delete a webhook and its deliveries.",
    )
    test_webhook = graphene.Field(
        DeliveryPayload,
        id=graphene.ID(required=True, description="The ID of a webhook of yours."),
        description='Send `{"data": null, "extensions": {"test": true}}`.',
    )
    redeliver = graphene.Field(
        DeliveryPayload,
        id=graphene.ID(required=True, description="The ID of a delivery to a webhook of yours."),
        description="Send the event of a delivery again, as you may see it now.",
    )

    @staticmethod
    def resolve_create_webhook(
        root: None, info: GraphQLResolveInfo, url: str, subscription: str
    ) -> Made:
        owner = require_actor(info)
        source = _source_of(info, subscription)
        return create_webhook(owner=owner, url=url, query=subscription, topic=source.topic)

    @staticmethod
    def resolve_enable_webhook(root: None, info: GraphQLResolveInfo, id: str) -> WebhookModel:
        owner = require_actor(info)
        return enable_webhook(owner=owner, webhook=from_global(id, "Webhook", "id"))

    @staticmethod
    def resolve_delete_webhook(root: None, info: GraphQLResolveInfo, id: str) -> bool:
        delete_webhook(owner=require_viewer(info), webhook=from_global(id, "Webhook", "id"))
        return True

    @staticmethod
    def resolve_test_webhook(root: None, info: GraphQLResolveInfo, id: str) -> DeliveryModel:
        owner = require_actor(info)
        return test_webhook(owner=owner, webhook=from_global(id, "Webhook", "id"))

    @staticmethod
    def resolve_redeliver(root: None, info: GraphQLResolveInfo, id: str) -> DeliveryModel:
        owner = require_actor(info)
        return redeliver(owner=owner, delivery=from_global(id, "WebhookDelivery", "id"))


def _source_of(info: GraphQLResolveInfo, query: str) -> SubscriptionSource:
    """Return what the subscription is for. Raises InvalidInput, naming `subscription`."""
    if not query.strip() or len(query) > MAX_QUERY_LENGTH:
        raise InvalidInput(f"Send 1 to {MAX_QUERY_LENGTH:,} characters.", "subscription")
    try:
        source: SubscriptionSource = info.context.executor.source_of_text(query, info.context)
    except RequestError as refused:
        [error, *_] = refused.errors
        cause = error.original_error
        if cause is not None and not isinstance(cause, DomainError):
            raise cause from None
        raise InvalidInput(error.message, "subscription") from None
    return source
