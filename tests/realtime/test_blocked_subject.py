"""The subject of an open subscription is blocked or muted: silence, for who reads alone."""

from typing import Any

import pytest

from api.relay.ids import to_global
from core.blocks.services import block, unblock
from core.comments.services import create_comment
from core.follows.services import follow
from core.likes.services import like
from core.moderation.services import edit_post
from core.mutes.services import mute, unmute
from core.mutes.words import mute_word
from core.posts.services import create_post
from tests.journeys.server import Instance

from .events import EventSource
from .people import FEED, POST, person, reader_and_author

pytestmark = pytest.mark.usefixtures("stores")


def test_who_and_what_is_muted_in_the_feed(instance: Instance) -> None:
    reader, author = reader_and_author()
    other = person("other")
    for one, followee in ((reader, other), (other, author)):
        follow(follower=one.user, followee=followee.user.pk)
    with (
        EventSource(instance.port, FEED, reader.token).opened() as feed,
        EventSource(instance.port, FEED, other.token).opened() as others,
    ):

        def said(stream: EventSource) -> str:
            content: str = stream.data()["feedUpdated"]["post"]["content"]
            return content

        create_post(author=author.user, content="Before.")
        assert said(feed) == said(others) == "Before."
        mute(viewer=reader.user, person=author.user.pk)
        create_post(author=author.user, content="Muted.")
        create_post(author=other.user, content="Of another.")
        assert said(feed) == "Of another."
        assert said(others) == "Muted."
        unmute(viewer=reader.user, person=author.user.pk)
        create_post(author=author.user, content="Here again.")
        assert said(feed) == said(others) == "Here again."
        mute_word(viewer=reader.user, text="spoiler")
        create_post(author=author.user, content="A Spoiler.")
        create_post(author=author.user, content="No spoilers.")
        assert said(feed) == "No spoilers."
        assert [said(others), said(others)] == ["A Spoiler.", "No spoilers."]


def test_who_is_blocked_under_a_post_that_is_watched(instance: Instance) -> None:
    author, watcher, other, fan = (person(name) for name in ("author", "watcher", "other", "fan"))
    post = create_post(author=author.user, content="One.")
    variables = {"id": to_global("Post", post.pk)}
    with (
        EventSource(instance.port, POST, watcher.token, variables=variables).opened() as mine,
        EventSource(instance.port, POST, other.token, variables=variables).opened() as theirs,
    ):

        def changed(stream: EventSource) -> dict[str, Any]:
            change: dict[str, Any] = stream.data()["postUpdated"]
            return change

        block(blocker=fan.user, person=watcher.user.pk)
        like(liker=fan.user, post=post.pk)
        assert changed(theirs)["post"]["likesCount"] == 1
        create_comment(author=fan.user, post=post.pk, content="Hm.")
        assert changed(theirs)["change"] == "COMMENTED"
        edit_post(post=post.pk, content="Two.")
        assert changed(theirs)["post"]["likesCount"] == 1
        found = changed(mine)["post"]
        assert (found["content"], found["likesCount"]) == ("Two.", 0)

        block(blocker=author.user, person=watcher.user.pk)
        edit_post(post=post.pk, content="Three.")
        assert changed(theirs)["post"]["content"] == "Three."
        unblock(blocker=author.user, person=watcher.user.pk)
        edit_post(post=post.pk, content="Four.")
        assert changed(theirs)["post"]["content"] == changed(mine)["post"]["content"] == "Four."
