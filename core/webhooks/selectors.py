"""The webhooks of a user, and what was sent to them."""

from collections.abc import Sequence

from django.db.models import F, Q, QuerySet

from core.common.errors import NotFound
from core.visibility import Viewer

from .models import Webhook, WebhookDelivery

# Of one webhook, beside those that wait.
KEPT_DELIVERIES = 50


def webhooks(viewer: Viewer) -> Sequence[Webhook]:
    """Return the webhooks of the viewer, newest first. One SQL statement."""
    return list(_own(viewer).order_by("-pk"))


def webhook_deliveries(viewer: Viewer, webhook: int) -> Sequence[WebhookDelivery]:
    """Return the newest KEPT_DELIVERIES deliveries of a webhook of the viewer's.

    One of an event that was not attempted yet is left out, as the viewer may not see the event.
    Two SQL statements. Raises NotFound, naming the argument `webhook`.
    """
    found = own_webhook(viewer, webhook, field="webhook")
    untried = Q(state=WebhookDelivery.State.WAITING, attempts=0, event__isnull=False)
    return list(found.deliveries.exclude(untried).order_by("-pk")[:KEPT_DELIVERIES])


def own_webhook(viewer: Viewer, webhook: int, *, field: str = "id") -> Webhook:
    """Return a webhook of the viewer's. Raises NotFound. One SQL statement."""
    found = _own(viewer).filter(pk=webhook).first()
    if found is None:
        raise NotFound("Webhook not found.", field)
    return found


def _own(viewer: Viewer) -> QuerySet[Webhook]:
    return Webhook.objects.filter(owner=viewer.key).annotate(
        owner_version=F("owner__token_version")
    )
