"""What waits for a webhook: new posts for the graph alone, and what ends meanwhile is not sent."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import LazySettings, settings

from core.accounts.models import User
from core.accounts.roles import set_moderator
from core.accounts.signup import create_user
from core.accounts.staff import change_person
from core.follows.services import follow
from core.jobs.worker import drain
from core.moderation.deactivation import deactivate_account
from core.moderation.deletion import remove_account
from core.posts.services import create_post, delete_post
from core.relay.relay import drain as relay
from core.webhooks.dispatch import dispatch
from core.webhooks.models import Webhook, WebhookCursor, WebhookDelivery
from graph.connection import driver
from graph.connection.client import breaker
from graph.errors import GraphUnavailable
from tests.api.client import GraphQLClient
from tests.factories import make_user, make_users
from tests.hooks import Hook, hook
from tests.waiting import wait_until

pytestmark = pytest.mark.usefixtures("stores")

NOTICES = "subscription { notificationReceived { notification { kind } } }"
POSTS = "subscription { feedUpdated { post { content } } }"
CREATE = """
    mutation ($url: String!, $text: String!) {
      createWebhook(url: $url, subscription: $text) { webhook { id } } }
"""
PASSWORD = "correct horse battery"


@pytest.fixture
def receiver(settings: LazySettings) -> Iterator[Hook]:
    settings.WEBHOOK_NETWORKS = ["127.0.0.1/32"]
    with hook() as receiver:
        yield receiver


@pytest.fixture
def outage() -> Iterator[Callable[[], None]]:
    """Neo4j is unavailable until this is called."""

    def bring_back() -> None:
        driver.configure(settings.NEO4J_URL)
        wait_until(lambda: not breaker.is_open)

    yield bring_back
    bring_back()


def create(owner: User, url: str, query: str) -> None:
    GraphQLClient(owner).data(CREATE, url=url, text=query)


def bodies(receiver: Hook) -> list[Any]:
    return [json.loads(message.body)["data"] for message in receiver.messages]


def test_while_the_graph_is_unavailable_new_posts_wait_and_nothing_else(
    receiver: Hook, outage: Callable[[], None]
) -> None:
    ada, bob, cyd = make_users("ada", "bob", "cyd")
    follow(follower=ada, followee=bob.pk)
    create(ada, receiver.url, POSTS)
    create(ada, receiver.url, NOTICES)
    create_post(author=bob, content="First.")
    relay()  # a post is an event once the graph has it
    driver.configure("bolt://127.0.0.1:1")
    follow(follower=cyd, followee=ada.pk)

    for _ in range(2):
        with pytest.raises(GraphUnavailable):
            dispatch()
    drain()
    notice = {"notificationReceived": {"notification": {"kind": "FOLLOW"}}}
    assert bodies(receiver) == [notice]

    outage()
    assert (dispatch(), dispatch()) == (1, 0)
    drain()
    assert bodies(receiver) == [notice, {"feedUpdated": {"post": {"content": "First."}}}]
    Webhook.objects.all().delete()
    create_post(author=bob, content="Second.")
    dispatch()
    assert WebhookCursor.objects.count() == 0


def test_a_post_that_is_deleted_before_it_is_sent_leaves_nothing(receiver: Hook) -> None:
    ada, bob = make_users("ada", "bob")
    follow(follower=ada, followee=bob.pk)
    create(ada, receiver.url, POSTS)
    post = create_post(author=bob, content="Oops.")
    assert dispatch() == 1

    delete_post(editor=bob, post=post.pk)
    drain()

    assert receiver.messages == []
    assert WebhookDelivery.objects.count() == 0


def _deactivated(user: User) -> None:
    deactivate_account(user=user, password=PASSWORD, address="127.0.0.1")


OWNERS: dict[str, Callable[[User], object]] = {
    "suspended": lambda user: change_person(person=user.pk, is_active=False),
    "deactivated": _deactivated,
    "deleted": remove_account,
    "no moderator any more": lambda user: set_moderator(person=user.pk, is_moderator=False),
}


@pytest.mark.parametrize("case", OWNERS)
def test_nothing_is_sent_to_an_owner_who_is(case: str, receiver: Hook) -> None:
    ada = create_user(username="ada", email="ada@example.com", password=PASSWORD)
    ada = set_moderator(person=ada.pk, is_moderator=True)
    create(ada, receiver.url, NOTICES)
    follow(follower=make_user("bob"), followee=ada.pk)
    assert dispatch() == 1

    OWNERS[case](ada)
    drain()

    assert receiver.messages == []
    assert WebhookDelivery.objects.count() == 0
