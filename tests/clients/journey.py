"""The journey of every client library, and what each must have seen.

A client's script is run twice, `first-day` and `next-morning`, and prints what it saw as JSON. In
between its access token is made to expire. The operations are the same for all: `operations/`.
"""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.test import override_settings
from PIL import Image

from api.auth.tokens import access_token
from core.accounts.models import RefreshToken, User
from core.notifications.models import Notification
from core.posts.models import Post
from tests.journeys.production import PRODUCTION
from tests.journeys.server import Service

PASSWORD = "correct horse battery"
POSTS = [f"Post {number}." for number in range(1, 41)]
PAGES = 6  # of 7
LATE = [f"Late {number}." for number in range(1, PAGES)]
SIZES = {"sea.png": (900, 500), "hill.png": (300, 400)}

Run = Callable[[str, str, Path], str]
"""Runs a client's script with the address, the act and a folder; what the script wrote."""


def live_through(service: Service, folder: Path, media: Path, run: Run) -> None:
    """Both acts with one client, which keeps its files in `folder`.

    Raises AssertionError where it saw anything else.
    """
    for name, size in SIZES.items():
        Image.new("RGB", size, (20, 120, 140)).save(folder / name)
    address = f"{service.address}/graphql/"
    see_first_day(_report(run(address, "first-day", folder)), media)
    expire_token(folder / "session.json")
    see_next_morning(_report(run(address, "next-morning", folder)))


def _report(output: str) -> dict[str, Any]:
    *noise, report = output.strip().splitlines()
    assert not noise, "\n".join(noise)  # clients warn of what they cannot do with a schema
    found: dict[str, Any] = json.loads(report)
    return found


def see_first_day(report: dict[str, Any], media: Path) -> None:
    """What was seen from signing up to reading notifications, and what is stored now."""
    assert report["form"] == [
        "BAD_USER_INPUT",
        "password",
        "This password is too short. It must contain at least 8 characters.",
    ]
    see_pictures(report, media)
    assert report["followed"] == [True, 1]
    see_feed(report["feed"])
    see_notifications(report["notifications"])
    [post, person] = report["objects"]
    assert (post["__typename"], post["content"]) == ("Post", "Two pictures.")
    assert (person["__typename"], person["username"]) == ("User", "grace")
    assert User.objects.count() == 2
    assert Post.objects.count() == len(POSTS) + len(LATE) + 1


def see_pictures(report: dict[str, Any], media: Path) -> None:
    """The profile's picture and the post's two, kept in two sizes each; and nothing else."""
    profile = report["profile"]
    assert profile["refused"] == [
        "BAD_USER_INPUT",
        "profileImage",
        "The file is not a JPEG, PNG, WebP or GIF image.",
    ]
    assert profile["displayName"] == "Ada L."
    images = report["images"]
    assert [(image["width"], image["height"], image["description"]) for image in images] == [
        (900, 500, "The sea."),
        (300, 400, "A hill."),
    ]
    for url in (profile["image"], *(image["url"] for image in images)):
        assert (media / urlsplit(url).path.removeprefix("/media/")).is_file()
    assert sum(path.is_file() for path in media.rglob("*")) == 6


def see_feed(feed: dict[str, Any]) -> None:
    """Each post that was there once, in order, whatever came meanwhile; then that too."""
    assert feed["walked"] == POSTS[::-1]
    assert feed["pages"] == PAGES
    assert feed["liked"] == [0, 1, True]
    assert feed["refreshed"] == [*LATE[::-1], *POSTS[:-3:-1]]


def see_notifications(notified: dict[str, Any]) -> None:
    """Three, first one marked as read and then the rest."""
    assert notified["rows"] == [
        ["COMMENT", "grace", "Two pictures.", "Which sea?"],
        ["LIKE", "grace", "Two pictures.", None],
        ["FOLLOW", "grace", None, None],
    ]
    assert notified["unread"] == [3, 0]
    assert notified["one"] == [True, False, False]
    assert notified["all"] == [2, True, True, True]
    assert Notification.objects.filter(recipient__username="ada").count() == 3


def expire_token(session: Path) -> None:
    """Put an access token into the stored session that expired a minute ago."""
    kept = json.loads(session.read_text())
    past = {
        "JWT_EXPIRATION_DELTA": timedelta(minutes=-1),
        "JWT_SECRET_KEY": PRODUCTION["SECRET_KEY"],
    }
    with override_settings(GRAPHQL_JWT={**settings.GRAPHQL_JWT, **past}):
        kept["token"] = access_token(User.objects.get(username="ada"))
    session.write_text(json.dumps(kept))


def see_next_morning(report: dict[str, Any]) -> None:
    """Three operations at once with an expired token renewed it once, and went on."""
    assert report == {
        "me": ["ada", "ada@example.com"],
        "feed": LATE[:1:-1],
        "unread": 0,
        "renewals": 1,
        "spent": "UNAUTHENTICATED",
    }
    assert not RefreshToken.objects.filter(user__username="ada", revoked_at=None).exists()
