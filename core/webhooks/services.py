"""Creating, enabling, testing and deleting webhooks."""

from django.db.models.functions import Now

from core.accounts.locks import lock_user
from core.accounts.models import User
from core.accounts.notices import tell_of_new_webhook
from core.common.errors import InvalidInput, NotFound
from core.database.transactions import atomic_with_retry
from core.ratelimit.write_quotas import consume
from core.realtime.events import Topic, read_snapshot
from core.visibility import Viewer

from .addresses import target_of
from .attempts import enqueue
from .models import ALL_BUT_POSTS, POSTS, Audience, Webhook, WebhookCursor, WebhookDelivery
from .selectors import own_webhook
from .sending import secret_of

MAX_WEBHOOKS = 10
MAX_QUERY_LENGTH = 10_000


@atomic_with_retry
def create_webhook(*, owner: User, url: str, query: str, topic: Topic) -> tuple[Webhook, str]:
    """Return a new webhook for the events of a topic, and its secret, which is shown once.

    Its owner is sent a mail. At most MAX_WEBHOOKS a user. Raises InvalidInput, naming the argument
    at fault, and RateLimited.
    """
    target_of(url)
    locked = lock_user(owner.pk)
    if Webhook.objects.filter(owner=locked).count() >= MAX_WEBHOOKS:
        raise InvalidInput(f"You have {MAX_WEBHOOKS} webhooks, the maximum. Delete one first.")
    consume("webhooks", user_id=locked.pk)
    webhook = Webhook.objects.create(
        owner=locked,
        url=url,
        query=query,
        audience=Audience[topic.audience.name],
        key=topic.key,
        token_version=locked.token_version,
    )
    _begin_reading()
    tell_of_new_webhook(locked, host=target_of(url).host)
    return own_webhook(Viewer.of(locked), webhook.pk), secret_of(webhook.salt)


def _begin_reading() -> None:
    """Let events be read from now on, if they are not. Locks the row that ends it."""
    now = read_snapshot()
    begin = {"era": now.position.era, "snapshot": now.snapshot}
    WebhookCursor.objects.select_for_update().get_or_create(pk=ALL_BUT_POSTS, defaults=begin)
    WebhookCursor.objects.get_or_create(pk=POSTS, defaults=begin)


@atomic_with_retry
def delete_webhook(*, owner: User, webhook: int) -> None:
    """Delete it with its deliveries; one that is being sent arrives. Raises NotFound."""
    own_webhook(Viewer.of(owner), webhook).delete()


@atomic_with_retry
def enable_webhook(*, owner: User, webhook: int) -> Webhook:
    """Go on with a webhook that was paused or disabled. Raises NotFound. No change if enabled."""
    locked = lock_user(owner.pk)
    found = own_webhook(Viewer.of(locked), webhook)
    Webhook.objects.filter(pk=found.pk).update(
        token_version=locked.token_version,
        disabled_at=None,
        failures=0,
        failing_since=None,
        not_before=None,
    )
    return own_webhook(Viewer.of(locked), webhook)


@atomic_with_retry
def test_webhook(*, owner: User, webhook: int) -> WebhookDelivery:
    """Send a message without an event, by a job. Raises NotFound, RateLimited."""
    return _sent(owner, own_webhook(Viewer.of(owner), webhook), None)


@atomic_with_retry
def redeliver(*, owner: User, delivery: int) -> WebhookDelivery:
    """Send the event of a delivery again, as a new one. Raises NotFound, RateLimited.

    What is sent is what the owner may see of it now.
    """
    found = WebhookDelivery.objects.filter(pk=delivery, webhook__owner=owner.pk).first()
    if found is None:
        raise NotFound("Delivery not found.", "id")
    return _sent(owner, own_webhook(Viewer.of(owner), found.webhook_id), found)


def _sent(owner: User, webhook: Webhook, again: WebhookDelivery | None) -> WebhookDelivery:
    consume("webhook_tests", user_id=owner.pk)
    # Who asks wants to know now.
    Webhook.objects.filter(pk=webhook.pk).update(not_before=None)
    delivery = WebhookDelivery.objects.create(
        webhook=webhook, event=again.event if again else None, next_at=Now()
    )
    enqueue(delivery.pk)
    delivery.refresh_from_db()
    return delivery
