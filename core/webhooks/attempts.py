"""What comes before and after an attempt to deliver: whether it is due, and when the next one is.

A delivery is attempted until the receiver has taken it, MAX_ATTEMPTS times. A webhook whose
attempts fail waits longer each time, with all that waits for it: so a receiver that does not answer
costs little. After DISABLED_AFTER of failures only it is disabled, and its owner is sent a mail.
"""

from datetime import datetime, timedelta

from django.db import connection
from django.db.models.functions import Now
from procrastinate.contrib.django import app
from procrastinate.tasks import configure_task

from core.accounts.notices import tell_of_disabled_webhook
from core.database.clock import database_now
from core.database.transactions import atomic_with_retry

from .addresses import target_of
from .models import Webhook, WebhookDelivery
from .selectors import KEPT_DELIVERIES
from .sending import Outcome

State = WebhookDelivery.State

# The task is the api's, which can run queries.
TASK, QUEUE = "deliver_webhook", "webhooks"
# Mail and deletions come first.
PRIORITY = -1
MAX_ATTEMPTS = 8
# Seconds until a webhook is tried again, by how often it has failed since the last success.
PAUSES = (5, 30, 120, 600, 1_800, 7_200, 18_000, 36_000)
DISABLED_AFTER = timedelta(days=3)
MIN_FAILURES = 10
GONE = 410
PAUSED = "The webhook was paused or disabled."

_PURGE = """
    DELETE FROM core_webhookdelivery WHERE webhook_id = %s AND state <> 'waiting' AND id <= (
        SELECT id FROM core_webhookdelivery WHERE webhook_id = %s
        ORDER BY id DESC OFFSET %s LIMIT 1)
"""


def enqueue(delivery: int, *, at: datetime | None = None) -> None:
    """Enqueue an attempt in the caller's transaction, now or for a time. One SQL statement."""
    # By name: the relay enqueues, too, and has no use for the schema that the task imports.
    task = configure_task(
        name=TASK, job_manager=app.job_manager, queue=QUEUE, priority=PRIORITY, schedule_at=at
    )
    task.defer(delivery=delivery)


@atomic_with_retry
def due(delivery: int) -> WebhookDelivery | None:
    """Return a delivery to attempt now, with its webhook and owner; None for no attempt.

    One that was made already, or whose webhook is paused or disabled, is none; one that is not due
    is enqueued for later. Two or three SQL statements.
    """
    found = (
        WebhookDelivery.objects.select_related("webhook__owner")
        .filter(pk=delivery, state=State.WAITING)
        .first()
    )
    if found is None:
        return None
    webhook, owner = found.webhook, found.webhook.owner
    if webhook.disabled_at or webhook.token_version != owner.token_version:
        leave_out(found, PAUSED)
        return None
    if webhook.not_before and webhook.not_before > database_now():
        put_off(found, until=webhook.not_before)
        return None
    return found


@atomic_with_retry
def put_off(delivery: WebhookDelivery, *, until: datetime) -> None:
    """Attempt it later, without counting a failure."""
    WebhookDelivery.objects.filter(pk=delivery.pk).update(next_at=until)
    enqueue(delivery.pk, at=until)


@atomic_with_retry
def skip(delivery: WebhookDelivery, reason: str) -> None:
    """End a delivery of which the owner shall know why nothing was sent."""
    _end(delivery, State.SKIPPED, reason)


@atomic_with_retry
def leave_out(delivery: WebhookDelivery, reason: str) -> None:
    """End a delivery that may be of what is hidden from the owner.

    One that was never attempted is deleted: the owner has not heard of it, and does not now.
    """
    if delivery.attempts or delivery.event is None:
        _end(delivery, State.SKIPPED, reason)
    else:
        delivery.delete()


@atomic_with_retry
def finish(delivery: WebhookDelivery, outcome: Outcome) -> None:
    """Store what became of an attempt, and enqueue the next one where it failed."""
    webhook = Webhook.objects.select_for_update().filter(pk=delivery.webhook_id).first()
    if webhook is None:
        return
    now = database_now()
    delivery.attempts += 1
    delivery.status, delivery.milliseconds = outcome.status, outcome.milliseconds
    delivery.error, delivery.attempted_at, delivery.next_at = outcome.error, now, None
    if outcome.is_success:
        delivery.state = State.DELIVERED
        webhook.failures, webhook.failing_since, webhook.not_before = 0, None, None
    else:
        _failed(webhook, now, is_gone=outcome.status == GONE)
        if webhook.disabled_at or delivery.attempts >= MAX_ATTEMPTS:
            delivery.state = State.FAILED
        else:
            delivery.next_at = webhook.not_before
            enqueue(delivery.pk, at=webhook.not_before)
    webhook.save(update_fields=["failures", "failing_since", "not_before", "disabled_at"])
    delivery.save(
        update_fields=[
            *("attempts", "status", "milliseconds", "error", "attempted_at", "next_at", "state")
        ]
    )
    _purge(webhook.pk)


def _failed(webhook: Webhook, now: datetime, *, is_gone: bool) -> None:
    pause = PAUSES[min(webhook.failures, len(PAUSES) - 1)]
    webhook.failures += 1
    webhook.failing_since = webhook.failing_since or now
    webhook.not_before = now + timedelta(seconds=pause)
    is_old = webhook.failing_since <= now - DISABLED_AFTER and webhook.failures >= MIN_FAILURES
    if is_gone or is_old:
        webhook.disabled_at = now
        tell_of_disabled_webhook(webhook.owner, host=target_of(webhook.url).host)


def _end(delivery: WebhookDelivery, state: str, reason: str) -> None:
    WebhookDelivery.objects.filter(pk=delivery.pk).update(
        state=state, error=reason, attempted_at=Now(), next_at=None
    )
    _purge(delivery.webhook_id)


def _purge(webhook: int) -> None:
    """Delete all but the newest deliveries of a webhook, and those that wait."""
    with connection.cursor() as cursor:
        cursor.execute(_PURGE, [webhook, webhook, KEPT_DELIVERIES])
