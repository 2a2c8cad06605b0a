"""A bot by API token, and a webhook to a server, over real HTTP with a relay and a worker."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from core.relay.relay import drain
from graph.connection.warmup import warm_up
from tests.core.consistency.auditing import found
from tests.hooks import Hook, hook
from tests.jobs import worker_process
from tests.relays import relay_process
from tests.waiting import wait_until

from .server import Service, served
from .test_first_day import PASSWORD, join

NETWORKS = "127.0.0.0/8"
TOKEN = """
mutation ($scopes: [ApiTokenScope!]!, $password: String!) {
  createApiToken(name: "Bot", scopes: $scopes, password: $password) { token apiToken { id } } }
"""
WEBHOOK = """
mutation ($url: String!, $text: String!) { createWebhook(url: $url, subscription: $text) {
  secret webhook { id } } }
"""
NOTICES = "subscription { notificationReceived { notification { kind actor { username } } } }"
DELIVERIES = """
query ($id: ID!) { webhookDeliveries(webhook: $id) { isTest state attempts code durationMs } }
"""
POST = 'mutation { createPost(content: "Beep.") { post { id } } }'


@pytest.fixture(scope="module")
def server(installed: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    warm_up()
    media = tmp_path_factory.mktemp("tokens") / "media"
    with served(media, WEBHOOK_NETWORKS=NETWORKS) as server:
        yield server


@pytest.fixture
def service(stores: None, server: Service) -> Iterator[Service]:
    """The service with empty stores, which agree at the end."""
    yield server
    drain()
    assert found() == []


def by_token(session: Service, *scopes: str) -> tuple[Service, str]:
    """A bot of this user, and the ID of its token."""
    made = session.data(TOKEN, scopes=scopes, password=PASSWORD)["createApiToken"]
    bot = session.as_somebody_else()
    bot.token = made["token"]
    return bot, made["apiToken"]["id"]


def refusal(session: Service, query: str) -> tuple[str, str]:
    """Code and message of the one error."""
    [error] = session.post(query)["errors"]
    return error["extensions"]["code"], error["message"]


def news(receiver: Hook) -> list[Any]:
    """What was sent of notifications, in the order of their names."""
    answers = [json.loads(message.body)["data"] for message in receiver.messages]
    notices = [each["notificationReceived"]["notification"] for each in answers if each]
    return sorted((each["kind"], each["actor"]["username"]) for each in notices)


def test_a_bot_writes_within_its_scopes_until_its_token_is_revoked(service: Service) -> None:
    ada = join(service, "ada")
    bot, token = by_token(ada, "WRITE")

    bot.data(POST)
    assert [
        post["content"]
        for post in ada.data('{ user(username: "ada") { posts { nodes { content } } } }')["user"][
            "posts"
        ]["nodes"]
    ] == ["Beep."]
    lacks = ("FORBIDDEN", "This API token lacks the scope `follow`.")
    assert refusal(bot, 'mutation { followUser(username: "ada") { user { id } } }') == lacks
    session = ("FORBIDDEN", "This needs a session: sign in. No API token may do it.")
    assert refusal(bot, "{ apiTokens { id } }") == session
    assert refusal(bot, "mutation { logoutEverywhere { ok } }") == session
    ada.data(f'mutation {{ revokeApiToken(id: "{token}") {{ ok }} }}')
    revoked = ("UNAUTHENTICATED", "This API token is not valid: it was revoked, or has expired.")
    assert refusal(bot, POST) == revoked


def test_a_server_is_sent_what_happens_once_it_answers_again(service: Service) -> None:
    ada, bob, cyd = (join(service, name) for name in ("ada", "bob", "cyd"))
    with hook(503) as receiver, relay_process(WEBHOOK_NETWORKS=NETWORKS):
        made = ada.data(WEBHOOK, url=receiver.url, text=NOTICES)["createWebhook"]
        webhook = made["webhook"]["id"]
        follow = 'mutation { followUser(username: "ada") { user { id } } }'
        with worker_process(WEBHOOK_NETWORKS=NETWORKS) as worker:
            bob.data(follow)
            wait_until(lambda: len(receiver.messages) == 1, seconds=30)
            wait_until(
                lambda: ada.data(DELIVERIES, id=webhook)["webhookDeliveries"][0]["attempts"] == 1
            )
            worker.kill()
        cyd.data(follow)
        with worker_process(WEBHOOK_NETWORKS=NETWORKS):
            wait_until(lambda: len(news(receiver)) == 3, seconds=60)
            ada.data(f'mutation {{ testWebhook(id: "{webhook}") {{ delivery {{ id }} }} }}')
            wait_until(lambda: len(receiver.messages) == 4, seconds=30)
            wait_until(lambda: all(_delivered(ada, webhook)), seconds=30)

    assert news(receiver) == [("FOLLOW", "bob"), ("FOLLOW", "bob"), ("FOLLOW", "cyd")]
    assert all(message.is_signed_with(made["secret"]) for message in receiver.messages)
    ids = [message.headers["webhook-id"] for message in receiver.messages]
    assert len(set(ids)) == 3
    ada.data("mutation { logoutEverywhere { ok } }")


def _delivered(session: Service, webhook: str) -> list[bool]:
    found = session.data(DELIVERIES, id=webhook)["webhookDeliveries"]
    return [each["state"] == "DELIVERED" for each in found]
