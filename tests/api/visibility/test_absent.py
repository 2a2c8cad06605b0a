"""By id, who is suspended and what is theirs is as absent as what never was."""

from collections.abc import Callable
from itertools import chain
from typing import Any

import pytest

from api.relay.ids import to_global
from core.api_tokens.models import Scope
from core.api_tokens.services import create_api_token
from core.journal.models import JournalEntry
from core.mutes.words import mute_word
from core.notifications.models import Notification, NotificationKind
from graph.connection.client import recorded_statements
from tests.api.client import GraphQLClient, gid
from tests.api.decided import moderated_by
from tests.core.webhooks.made import made_delivery, made_webhook
from tests.statements import statements
from tests.worlds import put_back

from .test_sweep import reinstate, suspend
from .world import World, make_world

pytestmark = pytest.mark.usefixtures("both_stores")

ABSENT = 2**50
READS = {
    "User": (
        'node(id: "{id}") {{ id }}',
        'user(id: "{id}") {{ id }}',
        'posts(author: "{id}") {{ totalCount nodes {{ id }} }}',
    ),
    "Post": ('node(id: "{id}") {{ id }}', 'post(id: "{id}") {{ id }}'),
    "Comment": ('node(id: "{id}") {{ id }}', 'comment(id: "{id}") {{ id }}'),
    "Notification": ('node(id: "{id}") {{ id }}',),
}
ACTS = {
    "User": (
        'followUser(id: "{id}") {{ user {{ id }} }}',
        'unfollowUser(id: "{id}") {{ user {{ id }} }}',
        'dismissSuggestion(id: "{id}") {{ user {{ id }} }}',
        'removeFollower(id: "{id}") {{ user {{ id }} }}',
        'acceptFollowRequest(id: "{id}") {{ user {{ id }} }}',
        'refuseFollowRequest(id: "{id}") {{ user {{ id }} }}',
        'withdrawFollowRequest(id: "{id}") {{ user {{ id }} }}',
        'muteUser(id: "{id}") {{ user {{ id }} }}',
        'unmuteUser(id: "{id}") {{ user {{ id }} }}',
        'blockUser(id: "{id}") {{ user {{ id }} }}',
        'unblockUser(id: "{id}") {{ user {{ id }} }}',
        'restoreFollows(id: "{id}") {{ user {{ id }} }}',
        'report(id: "{id}", category: SPAM) {{ report {{ id }} }}',
        'blockWithFollowers(id: "{id}") {{ bulkAct {{ id }} }}',
    ),
    "Post": (
        'likePost(id: "{id}") {{ post {{ id }} }}',
        'unlikePost(id: "{id}") {{ post {{ id }} }}',
        'bookmarkPost(id: "{id}") {{ post {{ id }} }}',
        'removeBookmark(id: "{id}") {{ post {{ id }} }}',
        'createComment(post: "{id}", content: "Hm.") {{ comment {{ id }} }}',
        'updatePost(id: "{id}", content: "Mine.") {{ post {{ id }} }}',
        'deletePost(id: "{id}") {{ id }}',
    ),
    "Comment": (
        'createComment(post: "{post}", parent: "{id}", content: "Hm.") {{ comment {{ id }} }}',
        'updateComment(id: "{id}", content: "Mine.") {{ comment {{ id }} }}',
        'deleteComment(id: "{id}") {{ id }}',
    ),
    "Notification": (
        'markNotificationRead(id: "{id}") {{ notification {{ id }} }}',
        'markNotificationUnread(id: "{id}") {{ notification {{ id }} }}',
    ),
    "RelationAct": ('undoRelation(id: "{id}") {{ user {{ id }} }}',),
    "MutedWord": ('unmuteWord(id: "{id}") {{ id }}',),
    "ApiToken": ('revokeApiToken(id: "{id}") {{ ok }}',),
    "Webhook": (
        'enableWebhook(id: "{id}") {{ webhook {{ id }} }}',
        'deleteWebhook(id: "{id}") {{ ok }}',
        'testWebhook(id: "{id}") {{ delivery {{ id }} }}',
    ),
    "WebhookDelivery": ('redeliver(id: "{id}") {{ delivery {{ id }} }}',),
    "Decision": ('appeal(id: "{id}", text: "No.") {{ statement {{ id }} }}',),
}
# What they name is of the viewer's account alone.
NO_DOCUMENTS = {"endSession", "removePasskey", "importRelations"}
# And to others these are forbidden, whatever there is.
OF_MODERATORS = {
    *("decideCase", "proposeRemoval", "approveDecision", "decideAppeal"),
    *("decideRing", "undoRingDecision"),
}
MESSAGES = {
    "User": "User not found.",
    "Post": "Post not found.",
    "Comment": "Comment not found.",
    "Notification": "Notification not found.",
    "RelationAct": "Act not found.",
    "MutedWord": "Muted word not found.",
    "ApiToken": "API token not found.",
    "Webhook": "Webhook not found.",
    "WebhookDelivery": "Delivery not found.",
    "Decision": "Decision not found.",
}


def hidden_ids(world: World) -> dict[str, list[str]]:
    """Of each type what is hidden with Eve, from Ann."""
    received = Notification.objects.filter(recipient=world.users["ann"])
    by_eve = received.filter(actor=world.users["eve"], kind=NotificationKind.LIKE).get()
    under_eve = received.filter(post__author=world.users["eve"], actor=world.users["cat"]).get()
    return {
        "User": [gid(world.users["eve"])],
        "Post": [gid(world.posts["eve 1"])],
        "Comment": [gid(world.comments[text]) for text in ("eve on ann", "cat to ann on eve")],
        "Notification": [gid(by_eve), gid(under_eve)],
    }


def acts_of_others(world: World) -> list[str]:
    """What others than Ann decided about somebody."""
    entries = JournalEntry.objects.filter(kind="followed").exclude(actor=world.users["ann"].pk)
    return [to_global("RelationAct", entry.pk) for entry in entries]


def test_what_is_hidden_is_read_like_what_never_was() -> None:
    world = put_back(make_world)
    ids = hidden_ids(world)
    client = GraphQLClient(world.users["ann"])
    there = {id_: client.data(f'{{ node(id: "{id_}") {{ id }} }}') for id_ in chain(*ids.values())}
    assert all(found["node"] for found in there.values())
    suspend(world, "eve")

    for viewer in (world.users["ann"], None):
        ask = GraphQLClient(viewer).data
        for kind, texts in READS.items():
            for text in texts:
                absent = ask(f"{{ found: {text.format(id=to_global(kind, ABSENT))} }}")
                for id_ in ids[kind]:
                    assert ask(f"{{ found: {text.format(id=id_)} }}") == absent
        assert ask('{ user(username: "EVE") { id } }') == {"user": None}
        every = ", ".join(f'"{id_}"' for id_ in there)
        assert ask(f"{{ nodes(ids: [{every}]) {{ id }} }}") == {"nodes": [None] * len(there)}

    reinstate(world, "eve")
    again = {id_: client.data(f'{{ node(id: "{id_}") {{ id }} }}') for id_ in there}
    assert again == there


def measured(ask: Callable[[], Any]) -> tuple[Any, int, int]:
    """The answer, and how many statements it took."""
    with statements() as sql, recorded_statements() as cypher:
        answer = ask()
    return answer, len(sql), len(cypher)


@pytest.mark.parametrize("kind", ACTS)
def test_nothing_can_be_done_with_what_is_hidden(kind: str) -> None:
    """The same answer, and the same work, as for what never was."""
    world = put_back(make_world)
    eve = world.users["eve"]
    ids = {
        **hidden_ids(world),
        "RelationAct": acts_of_others(world),
        "MutedWord": [gid(mute_word(viewer=world.users["eve"], text="hm"))],
        "Decision": [to_global("Decision", moderated_by(eve, world.users["cat"]).appealable)],
        "ApiToken": [gid(create_api_token(user=eve, name="Bot", scopes=[Scope.READ]).row)],
        "Webhook": [gid(hers := made_webhook(eve))],
        "WebhookDelivery": [gid(made_delivery(eve, hers))],
    }[kind]
    suspend(world, "eve")
    client = GraphQLClient(world.users["ann"])
    entries = JournalEntry.objects.count()
    post = gid(world.posts["ann 1"])

    for text in ACTS[kind]:
        absent = text.format(id=to_global(kind, ABSENT), post=post)
        expected = measured(lambda absent=absent: client.refusal(f"mutation {{ {absent} }}"))  # type: ignore[misc]
        field = "parent" if "parent" in text else "post" if "post:" in text else "id"
        assert expected[0] == ("NOT_FOUND", MESSAGES[kind], field)
        for id_ in ids:
            hidden = text.format(id=id_, post=post)
            found = measured(lambda hidden=hidden: client.refusal(f"mutation {{ {hidden} }}"))  # type: ignore[misc]
            assert found == expected, text
    assert JournalEntry.objects.count() == entries


@pytest.mark.complete
def test_every_mutation_that_names_something_is_tried() -> None:
    from api.schema import schema

    mutation = schema.graphql_schema.mutation_type
    assert mutation is not None
    naming = {
        name
        for name, field in mutation.fields.items()
        if name not in NO_DOCUMENTS | OF_MODERATORS
        and any(str(argument.type).startswith("ID") for argument in field.args.values())
    }
    assert naming == {text.partition("(")[0] for texts in ACTS.values() for text in texts}


def test_marking_all_leaves_what_is_hidden_as_it_is() -> None:
    world = put_back(make_world)
    ann = GraphQLClient(world.users["ann"])
    unread = "{ unreadNotificationsCount }"
    before = ann.data(unread)["unreadNotificationsCount"]
    suspend(world, "eve")
    shown = ann.data(unread)["unreadNotificationsCount"]
    assert 0 < shown < before

    count = ann.data("mutation { markAllNotificationsRead { count } }")
    assert count == {"markAllNotificationsRead": {"count": shown}}
    assert ann.data(unread) == {"unreadNotificationsCount": 0}
    reinstate(world, "eve")
    assert ann.data(unread) == {"unreadNotificationsCount": before - shown}
