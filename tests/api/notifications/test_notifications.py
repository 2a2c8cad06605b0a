"""Notifications over the API."""

from typing import Any

import pytest

from core.accounts.models import User
from core.comments.services import create_comment
from core.follows.services import follow
from core.likes.services import like, unlike
from core.notifications.models import Notification
from graph.connection.client import recorded_statements
from tests.api.client import GraphQLClient, gid
from tests.factories import make_post, make_user, make_users
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("stores")

LIST = """
query ($unread: Boolean, $kinds: [NotificationKind!], $first: Int, $after: String) {
  unreadNotificationsCount
  notifications(unread: $unread, kinds: $kinds, first: $first, after: $after) {
    totalCount
    nodes { id kind actor { username } post { content } comment { content } read }
    pageInfo { hasNextPage endCursor }
  }
}
"""


def busy_day() -> tuple[User, User]:
    """Ada, with one notification of each kind from bob."""
    ada, bob = make_users("ada", "bob")
    post = make_post(ada, "Hers.")
    hers = create_comment(author=ada, post=post.pk, content="Also hers.")
    follow(follower=bob, followee=ada.pk)
    like(liker=bob, post=post.pk)
    create_comment(author=bob, post=post.pk, content="His.")
    create_comment(author=bob, post=post.pk, content="His reply.", parent=hers.pk)
    return ada, bob


def kinds(data: dict[str, Any]) -> list[str]:
    """The kinds in a list."""
    return [node["kind"] for node in data["notifications"]["nodes"]]


def test_the_list_newest_first() -> None:
    ada, bob = busy_day()
    data = GraphQLClient(ada).data(LIST)
    assert data["unreadNotificationsCount"] == data["notifications"]["totalCount"] == 4
    nodes = [
        (node["kind"], node["post"] and node["post"]["content"], node["comment"])
        for node in data["notifications"]["nodes"]
    ]
    assert nodes == [
        ("REPLY", "Hers.", {"content": "His reply."}),
        ("COMMENT", "Hers.", {"content": "His."}),
        ("LIKE", "Hers.", None),
        ("FOLLOW", None, None),
    ]
    assert {node["actor"]["username"] for node in data["notifications"]["nodes"]} == {"bob"}
    assert GraphQLClient(bob).data(LIST)["notifications"]["totalCount"] == 0


def test_filters_and_pages() -> None:
    ada, _ = busy_day()
    client = GraphQLClient(ada)
    assert kinds(client.data(LIST, kinds=["LIKE", "FOLLOW"])) == ["LIKE", "FOLLOW"]
    first = client.data(LIST, first=3)["notifications"]
    assert first["pageInfo"]["hasNextPage"] is True
    assert kinds(client.data(LIST, first=3, after=first["pageInfo"]["endCursor"])) == ["FOLLOW"]


def test_read_unread_and_all_read() -> None:
    ada, bob = busy_day()
    client = GraphQLClient(ada)
    like_id = client.data(LIST, kinds=["LIKE"])["notifications"]["nodes"][0]["id"]
    read = "mutation ($id: ID!) { markNotificationRead(id: $id) { notification { kind read } } }"
    assert client.data(read, id=like_id) == {
        "markNotificationRead": {"notification": {"kind": "LIKE", "read": True}}
    }
    assert kinds(client.data(LIST, unread=True)) == ["REPLY", "COMMENT", "FOLLOW"]
    assert kinds(client.data(LIST, unread=False)) == ["LIKE"]
    assert client.data(read.replace("Read(", "Unread("), id=like_id) == {
        "markNotificationUnread": {"notification": {"kind": "LIKE", "read": False}}
    }
    assert client.data("mutation { markAllNotificationsRead { count } }") == {
        "markAllNotificationsRead": {"count": 4}
    }
    assert client.data(LIST)["unreadNotificationsCount"] == 0
    refused = GraphQLClient(bob).refusal(read, id=like_id)
    assert refused == ("NOT_FOUND", "Notification not found.", "id")
    assert GraphQLClient().refusal(read, id=like_id)[0] == "UNAUTHENTICATED"


def test_a_withdrawn_notification_is_not_shown() -> None:
    ada, bob = make_users("ada", "bob")
    post = make_post(ada)
    like(liker=bob, post=post.pk)
    unlike(liker=bob, post=post.pk)
    client = GraphQLClient(ada)
    data = client.data(LIST)
    assert (data["unreadNotificationsCount"], kinds(data)) == (0, [])
    withdrawn = gid(Notification.objects.get())
    assert client.data("query ($id: ID!) { node(id: $id) { id } }", id=withdrawn) == {"node": None}


def test_a_notification_is_a_node_for_its_recipient_alone() -> None:
    ada, bob = busy_day()
    notification = gid(Notification.objects.filter(kind="like").get())
    query = "query ($id: ID!) { node(id: $id) { ... on Notification { kind } } }"
    assert GraphQLClient(ada).data(query, id=notification) == {"node": {"kind": "LIKE"}}
    assert GraphQLClient(bob).data(query, id=notification) == {"node": None}
    assert GraphQLClient().data(query, id=notification) == {"node": None}


@pytest.mark.parametrize("size", [1, 12])
def test_a_list_takes_as_many_statements_for_1_as_for_12(size: int) -> None:
    ada = make_user("ada")
    post = make_post(ada)
    for person in make_users(*(f"person{number}" for number in range(size))):
        create_comment(author=person, post=post.pk, content="Ah.")
    with statements() as sql, recorded_statements() as cypher:
        found = GraphQLClient(ada).data(LIST)["notifications"]
    assert len(found["nodes"]) == found["totalCount"] == size
    # The viewer; the unread count; the list; its count; actors; posts; comments.
    assert len(sql) == 6
    assert cypher == []
