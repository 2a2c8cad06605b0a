"""A first day and the next morning with the generated client: `python journey.py URL ACT FOLDER`.

Prints what it saw, as JSON.
"""

import asyncio
import io
import json
import sys
from collections.abc import Awaitable
from pathlib import Path
from typing import Any

from app import App, errors_in, there
from social_graph import (
    FeedFeedConnection,
    GraphQLClientError,
    NotificationRow,
    Notifications,
    PostCard,
    Upload,
)

URL, ACT, FOLDER = sys.argv[1], sys.argv[2], Path(sys.argv[3])
SESSION = FOLDER / "session.json"
PASSWORD = "correct horse battery"


def picture(name: str) -> Upload:
    return Upload(name, io.BytesIO((FOLDER / name).read_bytes()), "image/png")


async def first_day() -> dict[str, Any]:
    async with App(URL) as ada, App(URL) as grace:
        report: dict[str, Any] = {"form": await signup(ada), "profile": await dress_up(ada)}
        mine = await publish(ada)
        report["images"] = [image.model_dump() for image in mine.images]
        followed = there((await ada.client.follow_user("grace")).follow_user).user
        report["followed"] = [followed.viewer_follows, followed.followers_count]
        grace.sign_in(there((await grace.client.login("grace", PASSWORD)).login))
        report["feed"] = await read_feed(ada, grace)
        report["notifications"] = await read_notifications(ada, grace, mine)
        # Each of the type that it is, distinguished by `__typename`.
        objects = (await ada.client.objects([mine.id, followed.id])).nodes
        report["objects"] = [each.model_dump(by_alias=True) for each in objects if each]
        session = {"token": ada.token, "refreshToken": ada.refresh_token}
        SESSION.write_text(json.dumps(session))
        return report


async def signup(app: App) -> list[Any]:
    """A form shows what is wrong with which field; corrected, it signs in."""
    name, email = "ada", "ada@example.com"
    shown = await refusal(app.client.signup(name, email, "short"))
    app.sign_in(there((await app.client.signup(name, email, PASSWORD)).signup))
    return shown


async def dress_up(app: App) -> dict[str, Any]:
    notes = Upload("notes.png", io.BytesIO(b"Not a picture."), "image/png")
    refused = await refusal(app.client.update_profile(profile_image=notes))
    changed = await app.client.update_profile("Ada L.", picture("sea.png"))
    user = there(changed.update_profile).user
    return {"refused": refused, "displayName": user.display_name, "image": user.profile_image}


async def publish(app: App) -> PostCard:
    images = [picture("sea.png"), picture("hill.png")]
    created = await app.client.create_post("Two pictures.", images, ["The sea.", "A hill."])
    return there(created.create_post).post


async def read_feed(reader: App, author: App) -> dict[str, Any]:
    """To the end of the feed, while somebody in it goes on posting; then from its top again."""

    async def page(after: str | None = None) -> FeedFeedConnection:
        return there((await reader.client.feed(7, after)).feed_connection)

    pages = [await page()]
    while pages[-1].page_info.has_next_page:
        late = author.client.create_post(f"Late {len(pages)}.")
        more, _ = await asyncio.gather(page(pages[-1].page_info.end_cursor), late)
        pages.append(more)
    newest = pages[0].edges[0].node
    liked = there((await reader.client.like_post(newest.id)).like_post).post
    return {
        "pages": len(pages),
        "walked": [content for each in pages for content in contents(each)],
        "liked": [newest.likes_count, liked.likes_count, liked.viewer_has_liked],
        "refreshed": contents(await page()),
    }


def contents(connection: FeedFeedConnection) -> list[str]:
    return [edge.node.content for edge in connection.edges]


async def read_notifications(reader: App, friend: App, post: PostCard) -> dict[str, Any]:
    await friend.client.follow_user("ada")
    await friend.client.like_post(post.id)
    await friend.client.create_comment(post.id, "Which sea?")
    notified = await reader.client.notifications(10)
    await reader.client.mark_notification_read(rows(notified)[0].id)
    one = await reader.client.notifications(10)
    marked = there((await reader.client.mark_all_notifications_read()).mark_all_notifications_read)
    after = await reader.client.notifications(10)
    return {
        "unread": [notified.unread_notifications_count, after.unread_notifications_count],
        "rows": [
            [
                row.kind.value,
                row.actor.username,
                row.post and row.post.content,
                row.comment and row.comment.content,
            ]
            for row in rows(notified)
        ],
        "one": [row.read for row in rows(one)],
        "all": [marked.count, *(row.read for row in rows(after))],
    }


def rows(notified: Notifications) -> list[NotificationRow]:
    return [edge.node for edge in there(notified.notifications).edges]


async def next_morning() -> dict[str, Any]:
    """The app is opened with yesterday's session, whose access token has expired."""
    session = json.loads(SESSION.read_text())
    token, spent = session["token"], session["refreshToken"]
    async with App(URL, token=token, refresh_token=spent) as ada:
        me, feed, notified = await asyncio.gather(
            ada.client.me(), ada.client.feed(3), ada.client.notifications(10)
        )
        return {
            "me": [there(me.me).username, there(me.me).email],
            "feed": contents(there(feed.feed_connection)),
            "unread": notified.unread_notifications_count,
            "renewals": ada.renewals,
            "spent": (await refusal(ada.plain.refresh_token(spent)))[0],
        }


async def refusal(work: Awaitable[Any]) -> list[Any]:
    """The first of the errors by which `work` is refused."""
    try:
        await work
    except GraphQLClientError as error:
        shown = errors_in(error)[0]
        extensions = shown.extensions or {}
        return [extensions.get("code"), extensions.get("field"), shown.message]
    raise AssertionError("It was not refused.")


if __name__ == "__main__":
    print(json.dumps(asyncio.run(first_day() if ACT == "first-day" else next_morning())))
