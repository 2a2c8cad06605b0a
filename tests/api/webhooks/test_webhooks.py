"""Webhooks: what is sent, what is not, and what becomes of it."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection
from django.db.models.functions import Now

from core.accounts.models import User
from core.accounts.sessions import end_all_sessions
from core.blocks.services import block
from core.comments.services import create_comment
from core.follows.services import follow
from core.jobs.worker import drain
from core.likes.services import like
from core.posts.services import create_post, delete_post
from core.realtime.models import LiveEvent, LiveKind
from core.webhooks.attempts import DISABLED_AFTER, MIN_FAILURES, PAUSES, enqueue
from core.webhooks.dispatch import MAX_WAITING, dispatch
from core.webhooks.models import Webhook, WebhookCursor, WebhookDelivery
from tests.api.client import GraphQLClient, gid
from tests.everything import everything
from tests.factories import make_post, make_user, make_users
from tests.hooks import Hook, hook
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("stores")

NOTICES = "subscription { notificationReceived { notification { kind actor { username } } } }"
FEED = "subscription { feedUpdated { post { content } } }"
CREATE = """
    mutation ($url: String!, $text: String!) {
      createWebhook(url: $url, subscription: $text) {
        secret webhook { id url subscription state failures } } }
"""
DELIVERIES = """
    query ($webhook: ID!) { webhookDeliveries(webhook: $webhook) {
      id isTest state attempts code error messageId } }
"""


@pytest.fixture(autouse=True)
def this_machine(settings: LazySettings) -> None:
    settings.WEBHOOK_NETWORKS = ["127.0.0.1/32"]


@pytest.fixture
def receiver() -> Iterator[Hook]:
    with hook() as receiver:
        yield receiver


def create(owner: User, url: str, query: str) -> dict[str, Any]:
    made: dict[str, Any] = GraphQLClient(owner).data(CREATE, url=url, text=query)["createWebhook"]
    return made


def deliver() -> None:
    """Do what the relay and the worker do."""
    dispatch()
    drain()


def bodies(receiver: Hook) -> list[Any]:
    return [json.loads(message.body) for message in receiver.messages]


def test_notifications_are_sent_signed_and_once(receiver: Hook) -> None:
    ada, bob = make_users("ada", "bob")
    made = create(ada, receiver.url, NOTICES)

    follow(follower=bob, followee=ada.pk)
    deliver()
    deliver()

    notice = {"kind": "FOLLOW", "actor": {"username": "bob"}}
    assert bodies(receiver) == [{"data": {"notificationReceived": {"notification": notice}}}]
    [message] = receiver.messages
    assert message.is_signed_with(made["secret"])
    [delivery] = _deliveries(ada, made["webhook"]["id"])
    assert delivery == {
        "id": delivery["id"],
        "isTest": False,
        "state": "DELIVERED",
        "attempts": 1,
        "code": 200,
        "error": None,
        "messageId": message.headers["webhook-id"],
    }


def _deliveries(owner: User, webhook: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = GraphQLClient(owner).data(DELIVERIES, webhook=webhook)[
        "webhookDeliveries"
    ]
    return found


def test_posts_of_whom_the_owner_follows_and_changes_of_a_post_are_sent(receiver: Hook) -> None:
    ada, bob, cyd = make_users("ada", "bob", "cyd")
    follow(follower=ada, followee=bob.pk)
    post = make_post(ada)
    changes = f'subscription {{ postUpdated(id: "{gid(post)}") {{ change post {{ content }} }} }}'
    create(ada, receiver.url, FEED)
    create(ada, receiver.url, changes)

    create_post(author=bob, content="By bob.")
    create_post(author=cyd, content="By cyd.")
    like(liker=bob, post=post.pk)
    deliver()
    delete_post(editor=ada, post=post.pk)
    deliver()

    changed = {"change": "LIKES", "post": {"content": post.content}}
    assert sorted(map(json.dumps, bodies(receiver))) == sorted(
        json.dumps({"data": data})
        for data in (
            {"feedUpdated": {"post": {"content": "By bob."}}},
            {"postUpdated": changed},
            {"postUpdated": {"change": "DELETED", "post": None}},
        )
    )


def test_what_the_owner_may_not_see_when_it_is_sent_is_not_sent(receiver: Hook) -> None:
    ada, bob = make_users("ada", "bob")
    create(ada, receiver.url, NOTICES)
    post = make_post(ada)

    create_comment(author=bob, post=post.pk, content="Hm.")
    dispatch()
    block(blocker=bob, person=ada.pk)
    drain()

    assert receiver.messages == []
    assert WebhookDelivery.objects.count() == 0


def test_what_is_hidden_by_now_is_not_sent_again(receiver: Hook) -> None:
    ada, bob = make_users("ada", "bob")
    made = create(ada, receiver.url, NOTICES)["webhook"]["id"]
    create_comment(author=bob, post=make_post(ada).pk, content="Hm.")
    deliver()
    [delivery] = _deliveries(ada, made)
    block(blocker=bob, person=ada.pk)

    again = GraphQLClient(ada).data(
        f'mutation {{ redeliver(id: "{delivery["id"]}") {{ delivery {{ state }} }} }}'
    )
    assert again == {"redeliver": {"delivery": {"state": "WAITING"}}}
    assert _deliveries(ada, made) == [delivery]
    drain()
    assert len(receiver.messages) == 1
    assert _deliveries(ada, made) == [delivery]


def test_what_happens_to_a_post_that_is_hidden_leaves_nothing(receiver: Hook) -> None:
    ada, bob, cyd = make_users("ada", "bob", "cyd")
    post = make_post(bob)
    made = create(
        ada, receiver.url, f'subscription {{ postUpdated(id: "{gid(post)}") {{ change }} }}'
    )["webhook"]["id"]
    receiver.statuses.append(500)  # an attacker's receiver makes all else wait
    like(liker=cyd, post=post.pk)
    deliver()
    [failed] = _deliveries(ada, made)
    assert (failed["state"], failed["attempts"]) == ("WAITING", 1)

    block(blocker=bob, person=ada.pk)
    create_comment(author=cyd, post=post.pk, content="Hm.")
    deliver()
    assert WebhookDelivery.objects.count() == 2
    assert _deliveries(ada, made) == [failed]
    Webhook.objects.update(not_before=None)
    WebhookDelivery.objects.update(next_at=Now())
    for delivery in WebhookDelivery.objects.all():
        enqueue(delivery.pk)
    drain()
    [skipped] = _deliveries(ada, made)
    assert (skipped["id"], skipped["state"]) == (failed["id"], "SKIPPED")
    assert skipped["error"] == "You may not see it, or it was deleted."
    assert len(receiver.messages) == 1


def test_what_waits_for_a_webhook_that_is_paused_leaves_nothing(receiver: Hook) -> None:
    ada, bob = make_users("ada", "bob")
    made = create(ada, receiver.url, NOTICES)["webhook"]["id"]
    follow(follower=bob, followee=ada.pk)
    dispatch()
    end_all_sessions(ada)
    drain()
    assert (receiver.messages, _deliveries(User.objects.get(pk=ada.pk), made)) == ([], [])
    assert WebhookDelivery.objects.count() == 0


MANY = "followers(first: 50) { nodes { "
REFUSED = {
    "no subscription": ("{ me { id } }", "Send one subscription."),
    "a mutation": ("mutation { logoutEverywhere { ok } }", "Send one subscription."),
    "no field": ("subscription { secrets }", "Cannot query field 'secrets'"),
    "a variable": (
        "subscription ($id: ID!) { postUpdated(id: $id) { change } }",
        "Variable '$id' of required type 'ID!' was not provided.",
    ),
    "no post": ('subscription { postUpdated(id: "UG9zdDox") { change } }', "Post not found."),
    "too dear": (
        f"subscription {{ feedUpdated {{ post {{ author {{ {MANY}{MANY}{MANY}id {'} } ' * 5}",
        "cost",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_query_that_is_refused(case: str) -> None:
    query, words = REFUSED[case]
    ada = make_user("ada")
    before = everything()

    code, message, field = GraphQLClient(ada).refusal(CREATE, url="https://a.example/", text=query)

    assert (code, field) == ("BAD_USER_INPUT", "subscription")
    assert words in message
    assert everything() == before


def test_a_receiver_that_fails_is_tried_later_and_all_that_waits_with_it() -> None:
    ada, bob, cyd = make_users("ada", "bob", "cyd")
    with hook(500, 302) as receiver:
        made = create(ada, receiver.url, NOTICES)
        follow(follower=bob, followee=ada.pk)
        deliver()
        follow(follower=cyd, followee=ada.pk)
        deliver()
        assert len(receiver.messages) == 1
        _time_passes(1)
        assert len(receiver.messages) == 2
        _time_passes(2)

    assert len(receiver.messages) == 4
    first, *_ = receiver.messages
    found = _deliveries(ada, made["webhook"]["id"])
    assert {delivery["state"] for delivery in found} == {"DELIVERED"}
    assert sum(delivery["attempts"] for delivery in found) == 4
    assert first.headers["webhook-id"] in {
        message.headers["webhook-id"] for message in receiver.messages[1:]
    }
    webhook = Webhook.objects.get()
    assert (webhook.failures, webhook.failing_since, webhook.not_before) == (0, None, None)


def _time_passes(jobs: int) -> None:
    """So many of the jobs that wait for their time are due, the oldest first."""
    Webhook.objects.update(not_before=None)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE procrastinate_jobs SET scheduled_at = now() WHERE id = ANY(ARRAY(
                SELECT id FROM procrastinate_jobs WHERE status = 'todo' ORDER BY id LIMIT %s))
            """,
            [jobs],
        )
    drain()


def test_a_webhook_that_fails_for_days_is_disabled_until_its_owner_enables_it() -> None:
    ada, bob = make_users("ada", "bob")
    with hook(500, 410) as receiver:
        made = create(ada, receiver.url, NOTICES)["webhook"]
        Webhook.objects.update(failures=MIN_FAILURES - 1, failing_since=Now() - DISABLED_AFTER)
        follow(follower=bob, followee=ada.pk)
        deliver()

        shown = "{ webhooks { state failures } }"
        assert GraphQLClient(ada).data(shown) == {
            "webhooks": [{"state": "DISABLED", "failures": MIN_FAILURES}]
        }
        assert _deliveries(ada, made["id"])[0]["state"] == "FAILED"
        create_comment(author=bob, post=make_post(ada).pk, content="Hm.")
        deliver()
        assert len(receiver.messages) == 1
        enable = f'mutation {{ enableWebhook(id: "{made["id"]}") {{ webhook {{ state }} }} }}'
        assert GraphQLClient(ada).data(enable) == {
            "enableWebhook": {"webhook": {"state": "ENABLED"}}
        }
        test = f'mutation {{ testWebhook(id: "{made["id"]}") {{ delivery {{ isTest }} }} }}'
        GraphQLClient(ada).data(test)
        drain()
        # Gone, it says, for good.
        assert GraphQLClient(ada).data(shown) == {
            "webhooks": [{"state": "DISABLED", "failures": 1}]
        }
    assert bodies(receiver)[-1] == {"data": None, "extensions": {"test": True}}


def test_the_end_of_all_sessions_pauses_a_webhook(receiver: Hook) -> None:
    ada, bob = make_users("ada", "bob")
    made = create(ada, receiver.url, NOTICES)["webhook"]
    follow(follower=bob, followee=ada.pk)
    dispatch()

    end_all_sessions(ada)
    drain()
    create_comment(author=bob, post=make_post(ada).pk, content="Hm.")
    deliver()

    assert receiver.messages == []
    ada.refresh_from_db()
    assert GraphQLClient(ada).data("{ webhooks { id state } }") == {
        "webhooks": [{"id": made["id"], "state": "PAUSED"}]
    }


def test_a_flood_is_bounded_and_counted(receiver: Hook) -> None:
    ada = make_user("ada")
    made = create(ada, receiver.url, NOTICES)["webhook"]
    LiveEvent.objects.bulk_create(
        LiveEvent(kind=LiveKind.NOTIFIED, person=ada.pk, notification=number + 1)
        for number in range(MAX_WAITING + 7)
    )

    assert dispatch() == MAX_WAITING

    assert WebhookDelivery.objects.count() == MAX_WAITING
    assert GraphQLClient(ada).data("{ webhooks { dropped } }") == {"webhooks": [{"dropped": 7}]}
    drain()
    while WebhookDelivery.objects.filter(state="waiting").exists():
        _time_passes(MAX_WAITING)
    assert (receiver.messages, WebhookDelivery.objects.count()) == ([], 0)
    # Of those that are over the newest are kept.
    webhook = Webhook.objects.get()
    WebhookDelivery.objects.bulk_create(
        WebhookDelivery(webhook=webhook, state="delivered", attempts=1) for _ in range(60)
    )
    GraphQLClient(ada).data(
        f'mutation {{ testWebhook(id: "{made["id"]}") {{ delivery {{ id }} }} }}'
    )
    drain()
    assert WebhookDelivery.objects.count() == 50
    assert len(receiver.messages) == 1


def test_without_webhooks_a_look_costs_one_statement_and_events_from_before_are_not_sent(
    receiver: Hook,
) -> None:
    ada, bob = make_users("ada", "bob")
    follow(follower=bob, followee=ada.pk)
    with statements() as seen:
        assert dispatch() == 0
    assert len(seen) == 1

    made = create(ada, receiver.url, NOTICES)["webhook"]
    assert WebhookCursor.objects.exists()
    deliver()
    assert receiver.messages == []
    GraphQLClient(ada).data(f'mutation {{ deleteWebhook(id: "{made["id"]}") {{ ok }} }}')
    follow(follower=ada, followee=bob.pk)
    dispatch()
    assert not WebhookCursor.objects.exists()


def test_a_user_has_ten_webhooks_at_most(receiver: Hook) -> None:
    ada = make_user("ada")
    for _ in range(10):
        create(ada, receiver.url, NOTICES)

    refusal = GraphQLClient(ada).refusal(CREATE, url=receiver.url, text=NOTICES)

    assert refusal[:2] == (
        "BAD_USER_INPUT",
        "You have 10 webhooks, the maximum. Delete one first.",
    )
    assert len(PAUSES) == 8
