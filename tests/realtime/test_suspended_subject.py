"""The subject of an open subscription is suspended: silence, without an end or a trace."""

from typing import Any

import pytest
from django.db.transaction import atomic

from api.relay.ids import to_global
from core.accounts.staff import change_person
from core.follows.services import follow
from core.likes.services import like
from core.moderation.services import edit_post
from core.posts.models import Post
from core.posts.removal import remove_posts
from core.posts.services import create_post
from core.realtime.models import LiveEvent
from core.relay.relay import drain
from tests.journeys.server import Instance
from tests.waiting import wait_until

from .events import EventSource
from .people import FEED, NOTIFIED, POST, Person, person, reader_and_author
from .test_websocket import INIT, opened

pytestmark = pytest.mark.usefixtures("stores")


def suspend(who: Person) -> None:
    change_person(person=who.user.pk, is_active=False)


def reinstate(who: Person) -> None:
    change_person(person=who.user.pk, is_active=True)
    who.user.refresh_from_db()


def test_an_author_of_the_feed(instance: Instance) -> None:
    reader, author = reader_and_author()
    other = person("other")
    follow(follower=reader.user, followee=other.user.pk)
    with EventSource(instance.port, FEED, reader.token).opened() as feed:
        create_post(author=author.user, content="Before.")
        assert feed.data()["feedUpdated"]["post"] == {"content": "Before."}
        before = feed.last_id
        suspend(author)
        # As if it had been written a moment before, and is on its way now.
        LiveEvent.objects.create(
            kind="posted", person=author.user.pk, post=author.user.posts.get().pk
        )
        create_post(author=other.user, content="Of another.")
        assert feed.data()["feedUpdated"]["post"] == {"content": "Of another."}
        with EventSource(instance.port, FEED, reader.token, last_event_id=before) as again:
            assert again.data()["feedUpdated"]["post"] == {"content": "Of another."}
        reinstate(author)
        create_post(author=author.user, content="Here again.")
        assert feed.data()["feedUpdated"]["post"] == {"content": "Here again."}
        assert not feed.events
        assert not feed.is_over


def test_the_author_of_a_post_that_is_watched(instance: Instance) -> None:
    author, watcher = person("author"), person("watcher")
    post = create_post(author=author.user, content="One.")
    variables = {"id": to_global("Post", post.pk)}
    with (
        opened(instance) as socket,
        EventSource(instance.port, POST, author.token, variables=variables).opened() as own,
    ):
        socket.say({**INIT, "payload": {"token": watcher.token}})
        beginning = socket.hear()["payload"]["eventId"]
        socket.subscribe("mine", NOTIFIED, after=beginning)
        socket.subscribe("post", POST, after=beginning, **variables)

        def changed() -> Any:
            message = socket.hear()
            assert (message["id"], message["type"]) == ("post", "next")
            return message["payload"]["data"]["postUpdated"]["post"]

        edit_post(post=post.pk, content="Two.")
        assert changed()["content"] == "Two."
        suspend(author)
        wait_until(lambda: own.is_over)
        edit_post(post=post.pk, content="Nobody sees this.")
        # Once this has come, so has the edit, to the same worker.
        follow(follower=person("somebody").user, followee=watcher.user.pk)
        assert socket.hear()["id"] == "mine"
        reinstate(author)
        edit_post(post=post.pk, content="Three.")
        assert changed()["content"] == "Three."
        like(liker=watcher.user, post=post.pk)
        assert changed()["likesCount"] == 1
        # Of a deletion meanwhile comes nothing, not even the end of the stream.
        suspend(author)
        with atomic():
            remove_posts([Post.objects.select_for_update().get(pk=post.pk)])
        follow(follower=person("else").user, followee=watcher.user.pk)
        assert socket.hear()["id"] == "mine"


def test_who_likes_a_post_that_is_watched(instance: Instance) -> None:
    author, fan, other = person("author"), person("fan"), person("other")
    post = create_post(author=author.user, content="Before.")
    like(liker=fan.user, post=post.pk)
    variables = {"id": to_global("Post", post.pk)}
    with EventSource(instance.port, POST, author.token, variables=variables).opened() as stream:
        # The first like may be on its way yet; what is written now comes after it.
        edit_post(post=post.pk, content="One.")
        while stream.data()["postUpdated"]["post"]["content"] != "One.":
            pass
        suspend(fan)
        drain()  # what Neo4j did not take in time on a busy machine
        like(liker=other.user, post=post.pk)
        assert stream.data()["postUpdated"]["post"]["likesCount"] == 1
        reinstate(fan)
        drain()
        edit_post(post=post.pk, content="Two.")
        assert stream.data()["postUpdated"]["post"]["likesCount"] == 2


def test_the_actor_of_a_notification(instance: Instance) -> None:
    ada, ben, cem = person("ada"), person("ben"), person("cem")
    with EventSource(instance.port, NOTIFIED, ada.token).opened() as stream:
        follow(follower=ben.user, followee=ada.user.pk)
        received = stream.data()["notificationReceived"]
        assert received["notification"]["actor"] == {"username": "ben"}
        last = stream.last_id
        suspend(ben)
        follow(follower=cem.user, followee=ada.user.pk)
        received = stream.data()["notificationReceived"]
        assert received["notification"]["actor"] == {"username": "cem"}
        # Hers from ben is hidden, and not counted.
        assert received["unreadNotificationsCount"] == 1
        notified = LiveEvent.objects.filter(kind="notified", person=ada.user.pk).earliest("pk")
        LiveEvent.objects.create(
            kind="notified", person=ada.user.pk, notification=notified.notification
        )
        follow(follower=person("dan").user, followee=ada.user.pk)
        received = stream.data()["notificationReceived"]
        assert received["notification"]["actor"] == {"username": "dan"}
        with EventSource(instance.port, NOTIFIED, ada.token, last_event_id=last) as again:
            names = [
                again.data()["notificationReceived"]["notification"]["actor"]["username"]
                for _ in range(2)
            ]
            assert names == ["cem", "dan"]
