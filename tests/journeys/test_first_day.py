"""Somebody's first day, over real HTTP: from signing up to reading notifications."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from PIL import Image

from graph.connection.warmup import warm_up
from tests.factories import make_post, make_user

from .server import Service, served

# The two documents of the design, word for word.
FEED = "query { feed { id content author { username } likesCount comments { content } } }"
POST = 'mutation { createPost(content: "My first post!") { post { id content } } }'

SIGNUP = """
mutation ($username: String!, $email: String!, $password: String!) {
  signup(username: $username, email: $email, password: $password) {
    token refreshToken user { id username }
  }
}
"""
LOGIN = """
mutation ($username: String!, $password: String!) {
  login(username: $username, password: $password) { token refreshToken user { username } }
}
"""
REFRESH = """
mutation ($token: String!) { refreshToken(refreshToken: $token) { token refreshToken } }
"""
NOTIFICATIONS = """
{
  unreadNotificationsCount
  notifications { nodes { id kind read actor { username } post { content } } }
}
"""
PASSWORD = "correct horse battery"


@pytest.fixture(scope="module")
def server(installed: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The running service over warm stores: a first plan may take longer than a request waits."""
    warm_up()
    media: Path = tmp_path_factory.mktemp("first-day") / "media"
    with served(media) as server:
        yield server


@pytest.fixture
def service(stores: None, server: Service) -> Service:
    """The service, with empty stores."""
    return server


def join(service: Service, username: str) -> Service:
    """A new person's session."""
    session = service.as_somebody_else()
    data = session.data(
        SIGNUP, username=username, email=f"{username}@example.com", password=PASSWORD
    )
    assert data["signup"]["user"]["username"] == username
    session.token = data["signup"]["token"]
    return session


def sign_in(service: Service, username: str) -> Service:
    """A new session of somebody who has joined."""
    session = service.as_somebody_else()
    data = session.data(LOGIN, username=username, password=PASSWORD)
    session.token = data["login"]["token"]
    return session


def picture() -> bytes:
    """A PNG file."""
    file = io.BytesIO()
    Image.new("RGBA", (900, 500), (20, 120, 140, 255)).save(file, "PNG")
    return file.getvalue()


def kinds(data: dict[str, Any]) -> list[tuple[str, bool]]:
    """Kind and read of each notification."""
    return [(node["kind"], node["read"]) for node in data["notifications"]["nodes"]]


def test_from_signing_up_to_reading_notifications(service: Service) -> None:
    ada, bob = join(service, "ada"), join(service, "Bob")
    post = ada.data(POST)["createPost"]["post"]
    assert post["content"] == "My first post!"

    follow = 'mutation { followUser(username: "ADA") { user { viewerFollows followersCount } } }'
    assert bob.data(follow)["followUser"]["user"] == {"viewerFollows": True, "followersCount": 1}
    like = "mutation ($id: ID!) { likePost(id: $id) { post { likesCount viewerHasLiked } } }"
    assert bob.data(like, id=post["id"])["likePost"]["post"] == {
        "likesCount": 1,
        "viewerHasLiked": True,
    }
    bob.data(
        'mutation ($p: ID!) { createComment(post: $p, content: "Hear!") { comment { id } } }',
        p=post["id"],
    )
    assert bob.data(FEED) == {
        "feed": [
            {
                **post,
                "author": {"username": "ada"},
                "likesCount": 1,
                "comments": [{"content": "Hear!"}],
            }
        ]
    }

    notifications = ada.data(NOTIFICATIONS)
    assert notifications["unreadNotificationsCount"] == 3
    assert kinds(notifications) == [("COMMENT", False), ("LIKE", False), ("FOLLOW", False)]
    read = "mutation ($id: ID!) { markNotificationRead(id: $id) { notification { read } } }"
    ada.data(read, id=notifications["notifications"]["nodes"][1]["id"])
    assert kinds(ada.data(NOTIFICATIONS)) == [
        ("COMMENT", False),
        ("LIKE", True),
        ("FOLLOW", False),
    ]
    ada.data(read.replace("Read(", "Unread("), id=notifications["notifications"]["nodes"][1]["id"])
    all_read = "mutation { markAllNotificationsRead { count } }"
    assert ada.data(all_read)["markAllNotificationsRead"] == {"count": 3}


def test_a_picture_is_published_and_served(service: Service) -> None:
    ada = join(service, "ada")
    created = ada.upload(
        """
        mutation ($file: Upload!) {
          createPost(content: "", images: [$file], imageDescriptions: ["The sea."]) {
            post { images { url small: url(size: SMALL) width height description } }
          }
        }
        """,
        picture(),
    )
    [image] = created["createPost"]["post"]["images"]
    assert (image["width"], image["height"], image["description"]) == (900, 500, "The sea.")
    assert image["url"].startswith(f"{service.address}/media/posts/")
    portrait = ada.upload(
        'mutation ($file: Upload!) { updateProfile(profileImage: $file, displayName: "Ada L.") '
        "{ user { displayName profileImage } } }",
        picture(),
    )
    assert portrait["updateProfile"]["user"]["displayName"] == "Ada L."
    assert "/media/profiles/" in portrait["updateProfile"]["user"]["profileImage"]


def test_suggestions_give_their_reasons(service: Service) -> None:
    people = {name: join(service, name) for name in ("ada", "bob", "cyd", "dan")}
    follow = "mutation ($who: String!) { followUser(username: $who) { user { id } } }"
    for follower, followee in (("ada", "bob"), ("bob", "cyd"), ("dan", "ada")):
        people[follower].data(follow, who=followee)
    found = people["ada"].data(
        "{ followSuggestions { user { username } mutualCount reasons { kind text } } }"
    )["followSuggestions"]
    assert found == [
        {
            "user": {"username": "cyd"},
            "mutualCount": 1,
            "reasons": [{"kind": "MUTUALS", "text": "Followed by bob, whom you follow"}],
        },
        {
            "user": {"username": "dan"},
            "mutualCount": 0,
            "reasons": [{"kind": "FOLLOWS_YOU", "text": "Follows you"}],
        },
    ]


def test_sessions_from_login_to_logout_everywhere(service: Service) -> None:
    join(service, "ada")
    session = service.as_somebody_else()
    signed_in = session.data(LOGIN, username="ADA@example.com", password=PASSWORD)["login"]
    session.token = signed_in["token"]
    assert session.data("{ me { username email } }") == {
        "me": {"username": "ada", "email": "ada@example.com"}
    }
    renewed = session.data(REFRESH, token=signed_in["refreshToken"])["refreshToken"]
    session.token = renewed["token"]
    again = session.post(REFRESH, token=signed_in["refreshToken"])
    assert again["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    stolen = session.post(REFRESH, token=renewed["refreshToken"])
    assert stolen["errors"][0]["message"] == "This session has ended. Sign in again."
    ended = session.post("{ me { username } }")
    assert ended["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    session.token = session.data(LOGIN, username="ada", password=PASSWORD)["login"]["token"]
    assert session.data("mutation { logoutEverywhere { ok } }") == {
        "logoutEverywhere": {"ok": True}
    }
    ended = session.post("{ me { username } }")
    assert ended["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


def test_health_and_the_stores_behind_it(service: Service) -> None:
    assert requests.get(f"{service.address}/healthz", timeout=5).status_code == 200
    ready = requests.get(f"{service.address}/readyz", timeout=5)
    assert ready.status_code == 200
    assert ready.json() == {"status": "ok", "stores": {"postgres": "ok", "neo4j": "ok"}}


def test_a_feed_walked_to_its_end_while_posts_arrive(service: Service) -> None:
    reader = join(service, "reader")
    author = make_user("author")
    reader.data('mutation { followUser(username: "author") { user { id } } }')
    written = [make_post(author, f"Post {number}.").content for number in range(30)]
    page = "query ($before: ID) { feed(first: 7, before: $before) { id content } }"
    read: list[str] = []
    last = None
    while posts := reader.data(page, before=last)["feed"]:
        read += [post["content"] for post in posts]
        last = posts[-1]["id"]
        make_post(author, f"Late, after {len(read)}.")
    assert read == written[::-1]
