"""The job that delivers one event to one webhook."""

import logging
from datetime import timedelta
from threading import Semaphore

from django.db import Error
from procrastinate.contrib.django import app

from api.errors import is_temporary
from core.accounts.selectors import authenticated_user
from core.database.clock import database_now
from core.jobs.retry import Backoff
from core.webhooks.addresses import target_of
from core.webhooks.attempts import (
    PAUSED,
    PRIORITY,
    QUEUE,
    TASK,
    due,
    finish,
    leave_out,
    put_off,
    skip,
)
from core.webhooks.models import WebhookDelivery
from core.webhooks.sending import headers_of, post
from graph.errors import GraphUnavailable

from .payloads import NothingToSend, NotVisible, Unavailable, payload_of

logger = logging.getLogger(__name__)

# Of the four jobs that a worker runs at once: the others are for mail and what else waits.
PLACES = Semaphore(2)
BUSY = timedelta(seconds=1)
UNAVAILABLE = timedelta(seconds=10)
MAX_BYTES = 256 * 1024
TOO_LARGE = "The answer has more than 256 KiB. Select less."


@app.task(name=TASK, queue=QUEUE, priority=PRIORITY, retry=Backoff(attempts=5))
def deliver_webhook(*, delivery: int) -> None:
    """Attempt a delivery, if it is due.

    A worker that is killed after the receiver has taken it sends it again, with the same
    `webhook-id`. Nothing is locked while it is sent.
    """
    found = due(delivery)
    if found is None:
        return
    if not PLACES.acquire(blocking=False):
        put_off(found, until=database_now() + BUSY)
        return
    try:
        _attempt(found)
    finally:
        PLACES.release()


def _attempt(delivery: WebhookDelivery) -> None:
    webhook = delivery.webhook
    owner = authenticated_user(webhook.owner_id, token_version=webhook.token_version)
    if owner is None or not owner.is_active:
        leave_out(delivery, PAUSED)
        return
    try:
        body = payload_of(delivery, owner).encode()
    except NotVisible as hidden:
        leave_out(delivery, str(hidden))
        return
    except NothingToSend as nothing:
        skip(delivery, str(nothing)[:200])
        return
    except (Unavailable, GraphUnavailable):
        put_off(delivery, until=database_now() + UNAVAILABLE)
        return
    except Error as error:
        if not is_temporary(error):
            raise
        put_off(delivery, until=database_now() + UNAVAILABLE)
        return
    if len(body) > MAX_BYTES:
        skip(delivery, TOO_LARGE)
        return
    seconds = int(database_now().timestamp())
    headers = headers_of(webhook.salt, delivery.message, seconds, body)
    outcome = post(target_of(webhook.url), headers, body)
    finish(delivery, outcome)
    # Its address and what was sent are the user's.
    logger.info(
        "webhook %d: %s in %d ms", webhook.pk, outcome.status or "no answer", outcome.milliseconds
    )
