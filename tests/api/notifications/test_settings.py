"""Notification settings: read and set by their owner, and no act costs a statement for them."""

import pytest

from core.comments.services import create_comment
from core.likes.services import like
from core.notifications.models import Notification, Senders
from core.notifications.settings import change_notification_settings
from tests.api.client import GraphQLClient
from tests.factories import make_post, make_users
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("stores")

FIELDS = "follow like comment reply mention quietNewAccounts"
DEFAULTS = {
    **dict.fromkeys(("follow", "like", "comment", "reply", "mention"), "EVERYBODY"),
    "quietNewAccounts": False,
}


def test_a_user_sets_what_is_given_and_nothing_else() -> None:
    ada, bob = make_users("ada", "bob")
    client = GraphQLClient(ada)
    query = f"{{ notificationSettings {{ {FIELDS} }} }}"
    assert client.data(query) == {"notificationSettings": DEFAULTS}
    expected = dict(DEFAULTS)
    for given, changes in (
        ("like: MUTUALS, reply: FOLLOWED", {"like": "MUTUALS", "reply": "FOLLOWED"}),
        ("quietNewAccounts: true", {"quietNewAccounts": True}),
        ("reply: EVERYBODY, like: null", {"reply": "EVERYBODY"}),
    ):
        done = client.data(
            f"mutation {{ updateNotificationSettings({given}) "
            f"{{ notificationSettings {{ {FIELDS} }} }} }}"
        )
        expected |= changes
        assert done == {"updateNotificationSettings": {"notificationSettings": expected}}
    assert client.data(query) == {"notificationSettings": expected}
    assert GraphQLClient(bob).data(query) == {"notificationSettings": DEFAULTS}


def test_settings_cost_no_statement_of_those_who_act() -> None:
    ada, bob = make_users("ada", "bob")
    counts = []
    for senders in (None, Senders.MUTUALS, Senders.EVERYBODY):
        if senders is not None:
            change_notification_settings(user=ada, senders={"like": senders, "comment": senders})
        post = make_post(ada)
        with statements() as sql:
            like(liker=bob, post=post.pk)
            create_comment(author=bob, post=post.pk, content="Hello.")
        counts.append(len(sql))
    # Who is not notified is not woken either.
    assert counts[0] == counts[2] > counts[1]
    assert Notification.objects.count() == 4
