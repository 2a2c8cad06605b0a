"""The types Webhook and WebhookDelivery."""

from collections.abc import Mapping
from enum import Enum
from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from api.enums import described_enum
from api.relay.ids import to_global
from api.scalars import DateTime
from core.webhooks.attempts import MAX_ATTEMPTS
from core.webhooks.dispatch import MAX_WAITING
from core.webhooks.models import WebhookDelivery as DeliveryModel


class State(Enum):
    """Whether events are sent to a webhook."""

    ENABLED = "enabled"
    PAUSED = "paused"
    DISABLED = "disabled"


_STATES: Mapping[Enum, str] = {
    State.ENABLED: "Events are sent.",
    State.PAUSED: "All your sessions have ended since it was enabled; see `enableWebhook`.",
    State.DISABLED: "It failed for days, or its receiver answered 410; see `enableWebhook`.",
}
WebhookState = described_enum(
    State, "WebhookState", "Whether events are sent to a webhook.", _STATES
)
_DELIVERY_STATES: Mapping[Enum, str] = {
    DeliveryModel.State.WAITING: "It is to be attempted, at `nextAttemptAt`.",
    DeliveryModel.State.DELIVERED: "The receiver has answered with a status of 200 to 299.",
    DeliveryModel.State.FAILED: f"It was attempted {MAX_ATTEMPTS} times, or the webhook disabled.",
    DeliveryModel.State.SKIPPED: "There was nothing that you may see, or the webhook was paused.",
}
WebhookDeliveryState = described_enum(
    DeliveryModel.State,
    "WebhookDeliveryState",
    "What became of a delivery.",
    _DELIVERY_STATES,
)


class Webhook(graphene.ObjectType):
    """A subscription of yours whose answers are sent to a server."""

    class Meta:
        description = "A subscription of yours whose answers are sent to a server; only you see it."

    id = graphene.ID(required=True, description="The ID, for the mutations of webhooks.")
    url = graphene.String(required=True, description="Where answers are sent to.")
    subscription = graphene.String(
        required=True, description="The subscription whose answers are sent."
    )
    state = graphene.Field(WebhookState, required=True, description="Whether events are sent.")
    failures = graphene.Int(
        required=True, description="How many attempts have failed since the last success."
    )
    dropped = graphene.Int(
        required=True,
        description=f"How many events were left out, because {MAX_WAITING} were waiting.",
    )
    created_at = DateTime(required=True, description="When you created it.")

    @staticmethod
    def resolve_id(webhook: Any, info: GraphQLResolveInfo) -> str:
        return to_global("Webhook", webhook.pk)

    @staticmethod
    def resolve_subscription(webhook: Any, info: GraphQLResolveInfo) -> str:
        return str(webhook.query)

    @staticmethod
    def resolve_state(webhook: Any, info: GraphQLResolveInfo) -> State:
        if webhook.disabled_at is not None:
            return State.DISABLED
        is_paused = webhook.token_version != webhook.owner_version
        return State.PAUSED if is_paused else State.ENABLED


class WebhookDelivery(graphene.ObjectType):
    """One event for one webhook."""

    class Meta:
        description = "One event for one webhook, without its content."

    id = graphene.ID(required=True, description="The ID, for `redeliver`.")
    message_id = graphene.String(
        required=True, description="The header `webhook-id`, the same in every attempt."
    )
    is_test = graphene.Boolean(required=True, description="Whether it is of `testWebhook`.")
    state = graphene.Field(WebhookDeliveryState, required=True, description="What became of it.")
    attempts = graphene.Int(required=True, description="How often it was attempted.")
    code = graphene.Int(description="The HTTP status of the last attempt; null without an answer.")
    duration_ms = graphene.Int(description="How long the last attempt took, in milliseconds.")
    error = graphene.String(description="Why there was no answer, or nothing was sent.")
    created_at = DateTime(required=True, description="When it was enqueued.")
    attempted_at = DateTime(description="When it was last attempted.")
    next_attempt_at = DateTime(description="When it is attempted next; null if it is not.")

    @staticmethod
    def resolve_id(delivery: DeliveryModel, info: GraphQLResolveInfo) -> str:
        return to_global("WebhookDelivery", delivery.pk)

    @staticmethod
    def resolve_message_id(delivery: DeliveryModel, info: GraphQLResolveInfo) -> str:
        return f"msg_{delivery.message.hex}"

    @staticmethod
    def resolve_is_test(delivery: DeliveryModel, info: GraphQLResolveInfo) -> bool:
        return delivery.event is None

    @staticmethod
    def resolve_code(delivery: DeliveryModel, info: GraphQLResolveInfo) -> int | None:
        return delivery.status

    @staticmethod
    def resolve_duration_ms(delivery: DeliveryModel, info: GraphQLResolveInfo) -> int | None:
        return delivery.milliseconds

    @staticmethod
    def resolve_error(delivery: DeliveryModel, info: GraphQLResolveInfo) -> str | None:
        return delivery.error or None

    @staticmethod
    def resolve_next_attempt_at(delivery: DeliveryModel, info: GraphQLResolveInfo) -> Any:
        return delivery.next_at
