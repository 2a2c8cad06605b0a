"""A worker that is killed while it sends: the message comes again, and says that it is the same."""

from threading import Event

import pytest
from django.conf import LazySettings

from core.follows.services import follow
from core.webhooks.dispatch import dispatch
from core.webhooks.models import WebhookDelivery
from tests.core.webhooks.made import made_webhook
from tests.factories import make_users
from tests.hooks import hook
from tests.jobs import worker_process
from tests.waiting import wait_until

pytestmark = pytest.mark.usefixtures("stores")

NETWORKS = "127.0.0.0/8"


def test_a_message_is_sent_again_under_its_id(settings: LazySettings) -> None:
    settings.WEBHOOK_NETWORKS = [NETWORKS]
    ada, bob = make_users("ada", "bob")
    is_dead = Event()
    with hook(holding=is_dead) as receiver:
        made_webhook(ada, url=receiver.url)
        follow(follower=bob, followee=ada.pk)
        assert dispatch() == 1
        with worker_process(WEBHOOK_NETWORKS=NETWORKS) as worker:
            wait_until(lambda: len(receiver.messages) == 1, seconds=60)
            worker.kill()
            worker.wait()
        is_dead.set()
        with worker_process(WEBHOOK_NETWORKS=NETWORKS):
            wait_until(lambda: len(receiver.messages) == 2, seconds=60)
            wait_until(
                lambda: WebhookDelivery.objects.filter(state="delivered").exists(), seconds=30
            )

    first, second = receiver.messages
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.body == second.body
    assert WebhookDelivery.objects.get().attempts == 1
