"""A first day and the next morning with gql: `python journey.py URL ACT FOLDER TRANSPORT`.

Prints what it saw, as JSON.
"""

import asyncio
import io
import json
import sys
from collections.abc import Awaitable
from pathlib import Path
from typing import Any

from client import App, errors_in
from gql import FileVar
from gql.transport.exceptions import TransportQueryError

URL, ACT, FOLDER, TRANSPORT = sys.argv[1], sys.argv[2], Path(sys.argv[3]), sys.argv[4]
SESSION = FOLDER / "session.json"
PASSWORD = "correct horse battery"


def connect(session: dict[str, str]) -> App:
    return App(URL, session, blocking=TRANSPORT == "requests")


def picture(name: str) -> FileVar:
    return FileVar(str(FOLDER / name), content_type="image/png")


def contents(connection: dict[str, Any]) -> list[str]:
    return [edge["node"]["content"] for edge in connection["edges"]]


async def first_day() -> dict[str, Any]:
    async with connect({}) as ada, connect({}) as grace:
        report: dict[str, Any] = {"form": await signup(ada), "profile": await dress_up(ada)}
        mine = await publish(ada)
        report["images"] = mine["images"]
        followed = (await ada.run("FollowUser", username="grace"))["followUser"]["user"]
        report["followed"] = [followed["viewerFollows"], followed["followersCount"]]
        grace.sign_in((await grace.run("Login", username="grace", password=PASSWORD))["login"])
        report["feed"] = await read_feed(ada, grace)
        report["notifications"] = await read_notifications(ada, grace, mine)
        objects = await ada.run("Objects", ids=[mine["id"], followed["id"]])
        report["objects"] = objects["nodes"]
        SESSION.write_text(json.dumps(ada.session))
        return report


async def signup(app: App) -> list[Any]:
    """A form shows what is wrong with which field; corrected, it signs in."""
    form = {"username": "ada", "email": "ada@example.com", "password": "short"}
    shown = await refusal(app.run("Signup", **form))
    app.sign_in((await app.run("Signup", **{**form, "password": PASSWORD}))["signup"])
    return shown


async def dress_up(app: App) -> dict[str, Any]:
    notes = FileVar(io.BytesIO(b"Not a picture."), filename="notes.png")
    refused = await refusal(app.run("UpdateProfile", profileImage=notes))
    changes = {"displayName": "Ada L.", "profileImage": picture("sea.png")}
    user = (await app.run("UpdateProfile", **changes))["updateProfile"]["user"]
    return {
        "refused": refused,
        "displayName": user["displayName"],
        "image": user["profileImage"],
    }


async def publish(app: App) -> dict[str, Any]:
    created = await app.run(
        "CreatePost",
        content="Two pictures.",
        images=[picture("sea.png"), picture("hill.png")],
        imageDescriptions=["The sea.", "A hill."],
    )
    post: dict[str, Any] = created["createPost"]["post"]
    return post


async def read_feed(reader: App, author: App) -> dict[str, Any]:
    """To the end of the feed, while somebody in it goes on posting; then from its top again."""

    async def page(after: str | None = None) -> dict[str, Any]:
        connection: dict[str, Any] = (await reader.run("Feed", first=7, after=after))[
            "feedConnection"
        ]
        return connection

    pages = [await page()]
    while pages[-1]["pageInfo"]["hasNextPage"]:
        late = author.run("CreatePost", content=f"Late {len(pages)}.")
        after: str = pages[-1]["pageInfo"]["endCursor"]
        pages.append((await asyncio.gather(page(after), late))[0])
    newest = pages[0]["edges"][0]["node"]
    liked = (await reader.run("LikePost", id=newest["id"]))["likePost"]["post"]
    return {
        "pages": len(pages),
        "walked": [content for each in pages for content in contents(each)],
        "liked": [newest["likesCount"], liked["likesCount"], liked["viewerHasLiked"]],
        "refreshed": contents(await page()),
    }


async def read_notifications(reader: App, friend: App, post: dict[str, Any]) -> dict[str, Any]:
    await friend.run("FollowUser", username="ada")
    await friend.run("LikePost", id=post["id"])
    await friend.run("CreateComment", post=post["id"], content="Which sea?")
    notified = await reader.run("Notifications", first=10)
    rows = nodes(notified)
    await reader.run("MarkNotificationRead", id=rows[0]["id"])
    one = nodes(await reader.run("Notifications", first=10))
    marked = (await reader.run("MarkAllNotificationsRead"))["markAllNotificationsRead"]
    after = await reader.run("Notifications", first=10)
    return {
        "unread": [notified["unreadNotificationsCount"], after["unreadNotificationsCount"]],
        "rows": [
            [
                row["kind"],
                row["actor"]["username"],
                (row["post"] or {}).get("content"),
                (row["comment"] or {}).get("content"),
            ]
            for row in rows
        ],
        "one": [row["read"] for row in one],
        "all": [marked["count"], *(row["read"] for row in nodes(after))],
    }


def nodes(notified: dict[str, Any]) -> list[dict[str, Any]]:
    return [edge["node"] for edge in notified["notifications"]["edges"]]


async def next_morning() -> dict[str, Any]:
    """The app is opened with yesterday's session, whose access token has expired."""
    session: dict[str, str] = json.loads(SESSION.read_text())
    spent = session["refreshToken"]
    async with connect(session) as ada:
        me, feed, notified = await asyncio.gather(
            ada.run("Me"), ada.run("Feed", first=3), ada.run("Notifications", first=10)
        )
        return {
            "me": [me["me"]["username"], me["me"]["email"]],
            "feed": contents(feed["feedConnection"]),
            "unread": notified["unreadNotificationsCount"],
            "renewals": ada.renewals,
            "spent": (await refusal(ada.run("RefreshToken", refreshToken=spent)))[0],
        }


async def refusal(work: Awaitable[Any]) -> list[Any]:
    """The first of the errors by which `work` is refused."""
    try:
        await work
    except TransportQueryError as error:
        shown = errors_in(error)[0]
        return [shown["code"], shown.get("field"), shown["message"]]
    raise AssertionError("It was not refused.")


if __name__ == "__main__":
    print(json.dumps(asyncio.run(first_day() if ACT == "first-day" else next_morning())))
