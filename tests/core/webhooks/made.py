"""Webhooks of a user, for what is about something else."""

from core.accounts.models import User
from core.realtime.events import Audience, Topic
from core.webhooks.models import Webhook, WebhookDelivery
from core.webhooks.services import create_webhook, test_webhook

URL = "https://hooks.example.com/ada?secret=1"
QUERY = "subscription { notificationReceived { notification { kind actor { username } } } }"


def made_webhook(owner: User, url: str = URL, query: str = QUERY) -> Webhook:
    """A webhook of notifications, with the statement that a resolver finds it by."""
    topic = Topic(Audience.RECIPIENT, owner.pk)
    webhook, _ = create_webhook(owner=owner, url=url, query=query, topic=topic)
    return webhook


def made_delivery(owner: User, webhook: Webhook) -> WebhookDelivery:
    """A delivery without an event, which waits."""
    return test_webhook(owner=owner, webhook=webhook.pk)
