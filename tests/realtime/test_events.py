"""The events that subscribers receive over server-sent events, from any worker."""

from datetime import UTC, datetime

import pytest

from api.relay.ids import to_global
from core.bulk.posts import load_posts
from core.bulk.rows import NewPost
from core.comments.services import create_comment, delete_comment, update_comment
from core.follows.services import follow, unfollow
from core.likes.services import like, unlike
from core.notifications.models import Notification
from core.posts.services import create_post, delete_post, update_post
from core.realtime.models import LiveEvent
from tests.journeys.server import Instance
from tests.waiting import wait_until

from .events import EventSource
from .people import FEED, NOTIFIED, POST, person, reader_and_author

pytestmark = pytest.mark.usefixtures("stores")


def test_a_notification_is_sent_to_its_recipient_alone(instance: Instance) -> None:
    ada, ben, cem = person("ada"), person("ben"), person("cem")
    with (
        EventSource(instance.port, NOTIFIED, ada.token) as hers,
        EventSource(instance.port, NOTIFIED, cem.token) as others,
    ):
        hers.opened()
        others.opened()
        follow(follower=ben.user, followee=ada.user.pk)
        event = hers.next()
        assert (event.name, event.id) == (
            "next",
            event.data["data"]["notificationReceived"]["eventId"],
        )
        assert event.data == {
            "data": {
                "notificationReceived": {
                    "eventId": event.id,
                    "notification": {"kind": "FOLLOW", "actor": {"username": "ben"}},
                    "unreadNotificationsCount": 1,
                }
            }
        }
        follow(follower=ada.user, followee=cem.user.pk)
        assert others.data()["notificationReceived"]["notification"]["actor"] == {"username": "ada"}
        assert not others.events
        assert not hers.events


def test_an_act_that_is_undone_and_done_again_is_sent_once(instance: Instance) -> None:
    ada, ben = person("ada"), person("ben")
    with EventSource(instance.port, NOTIFIED, ada.token).opened() as hers:
        follow(follower=ben.user, followee=ada.user.pk)
        assert hers.data()["notificationReceived"]["unreadNotificationsCount"] == 1
        unfollow(follower=ben.user, followee=ada.user.pk)
        follow(follower=ben.user, followee=ada.user.pk)
        post = create_post(author=ada.user, content="Mine.")
        like(liker=ben.user, post=post.pk)
        assert hers.data()["notificationReceived"] == {
            "eventId": hers.last_id,
            "notification": {"kind": "LIKE", "actor": {"username": "ben"}},
            "unreadNotificationsCount": 2,
        }
    assert Notification.objects.count() == 2
    assert LiveEvent.objects.filter(kind="notified").count() == 2


def test_a_post_is_sent_to_those_who_follow_its_author(instance: Instance) -> None:
    reader, author = reader_and_author()
    outsider, other = person("outsider"), person("other")
    follow(follower=outsider.user, followee=other.user.pk)
    with (
        EventSource(instance.port, FEED, reader.token).opened() as feed,
        EventSource(instance.port, FEED, outsider.token).opened() as nothing,
    ):
        create_post(author=outsider.user, content="Unheard.")
        create_post(author=author.user, content="Heard.")
        create_post(author=other.user, content="Of another.")
        assert feed.data() == {
            "feedUpdated": {"eventId": feed.last_id, "post": {"content": "Heard."}}
        }
        # Its worker has looked up who follows the author, before the outsider does.
        assert nothing.data()["feedUpdated"]["post"] == {"content": "Of another."}
        follow(follower=outsider.user, followee=author.user.pk)
        create_post(author=author.user, content="Heard by both.")
        assert feed.data()["feedUpdated"]["post"] == {"content": "Heard by both."}
        assert nothing.data()["feedUpdated"]["post"] == {"content": "Heard by both."}
        unfollow(follower=reader.user, followee=author.user.pk)
        create_post(author=author.user, content="Heard by one.")
        assert nothing.data()["feedUpdated"]["post"] == {"content": "Heard by one."}
        assert not feed.events


def test_each_change_of_a_post_is_sent_with_counts_that_have_it(instance: Instance) -> None:
    ada, ben = person("ada"), person("ben")
    post = create_post(author=ada.user, content="First.")
    pid = to_global("Post", post.pk)
    with EventSource(instance.port, POST, ben.token, variables={"id": pid}).opened() as stream:

        def changed() -> dict[str, object]:
            event = stream.data()["postUpdated"]
            assert event.pop("eventId") == stream.last_id
            assert event.pop("postId") == pid
            found: dict[str, object] = event
            return found

        def change(kind: str, likes: int, comments: int, **more: object) -> dict[str, object]:
            counted = {"likesCount": likes, "commentsCount": comments}
            return {
                "change": kind,
                "commentId": None,
                "comment": None,
                "post": {"content": "First.", **counted},
                **more,
            }

        like(liker=ben.user, post=post.pk)
        assert changed() == change("LIKES", 1, 0)
        unlike(liker=ben.user, post=post.pk)
        assert changed() == change("LIKES", 0, 0)
        comment = create_comment(author=ben.user, post=post.pk, content="Oh.")
        of_comment = {"commentId": to_global("Comment", comment.pk)}
        assert changed() == change("COMMENTED", 0, 1, **of_comment, comment={"content": "Oh."})
        update_comment(editor=ben.user, comment=comment.pk, content="Ah.")
        assert changed() == change("COMMENT_EDITED", 0, 1, **of_comment, comment={"content": "Ah."})
        delete_comment(editor=ben.user, comment=comment.pk)
        assert changed() == change("COMMENT_DELETED", 0, 0, **of_comment)
        update_post(editor=ada.user, post=post.pk, content="Second.")
        edited = {"content": "Second.", "likesCount": 0, "commentsCount": 0}
        assert changed() == change("EDITED", 0, 0, post=edited)
        update_post(editor=ada.user, post=post.pk, content="Second.")
        delete_post(editor=ada.user, post=post.pk)
        assert changed() == change("DELETED", 0, 0, post=None)
        assert [event.name for event in stream.rest()] == ["complete"]


def test_many_likes_come_to_the_last_count(instance: Instance) -> None:
    ada = person("ada")
    post = create_post(author=ada.user, content="Liked.")
    fans = [person(f"fan{number}") for number in range(12)]
    with EventSource(
        instance.port, POST, ada.token, variables={"id": to_global("Post", post.pk)}
    ).opened() as stream:
        for fan in fans:
            like(liker=fan.user, post=post.pk)
        counts = [0]
        while counts[-1] < len(fans):
            counts.append(stream.data()["postUpdated"]["post"]["likesCount"])
        assert counts == sorted(counts)


def test_silence_is_shown_to_be_no_end(instance: Instance) -> None:
    ada = person("ada")
    with EventSource(instance.port, NOTIFIED, ada.token).opened() as stream:
        wait_until(lambda: stream.pings >= 4)
        assert not stream.events
        assert not stream.is_over


def test_what_is_loaded_is_sent_to_nobody(instance: Instance) -> None:
    reader, author = reader_and_author()
    before = LiveEvent.objects.count()
    with EventSource(instance.port, FEED, reader.token).opened() as feed:
        load_posts(
            [
                NewPost(
                    author=author.user.pk,
                    content=f"Old {n}.",
                    created_at=datetime(2020, 1, 1, tzinfo=UTC),
                )
                for n in range(50)
            ]
        )
        assert LiveEvent.objects.count() == before
        create_post(author=author.user, content="New.")
        assert feed.data()["feedUpdated"]["post"] == {"content": "New."}
        assert not feed.events


def test_what_depends_on_who_asks_is_nobody_elses(instance: Instance) -> None:
    ada, fan, other = person("ada"), person("fan"), person("other")
    post = create_post(author=ada.user, content="Liked by one.")
    variables = {"id": to_global("Post", post.pk)}
    mine = "subscription ($id: ID!) { postUpdated(id: $id) { post { viewerHasLiked } } }"
    with (
        EventSource(instance.port, mine, fan.token, variables=variables).opened() as his,
        EventSource(instance.port, mine, other.token, variables=variables).opened() as others,
        EventSource(instance.port, POST, fan.token, variables=variables).opened() as counts,
        EventSource(instance.port, POST, other.token, variables=variables).opened() as same,
    ):
        like(liker=fan.user, post=post.pk)
        assert his.data() == {"postUpdated": {"post": {"viewerHasLiked": True}}}
        assert others.data() == {"postUpdated": {"post": {"viewerHasLiked": False}}}
        event = counts.data()
        assert event["postUpdated"]["post"]["likesCount"] == 1
        assert same.data() == event


def test_who_reads_too_slowly_is_asked_to_reconnect(instance: Instance) -> None:
    ada = person("ada")
    post = create_post(author=ada.user, content="x" * 5_000)
    variables = {"id": to_global("Post", post.pk)}
    long = " ".join(f"c{number}: content" for number in range(40))
    query = f"subscription ($id: ID!) {{ postUpdated(id: $id) {{ eventId post {{ {long} }} }} }}"
    with EventSource(instance.port, query, ada.token, variables=variables).opened() as stream:
        with stream.paused():
            for number in range(160):
                update_post(editor=ada.user, post=post.pk, content=f"{number} " + "x" * 4_900)
        events = stream.rest()
    assert events[-1].data["errors"] == [
        {
            "message": (
                "Too many undelivered events. "
                "Subscribe again after the last event that you received."
            ),
            "extensions": {"code": "RATE_LIMITED"},
        }
    ]
    got = len(events) - 1
    assert 0 < got < 160
    with EventSource(
        instance.port, query, ada.token, variables=variables, last_event_id=events[-2].id
    ) as again:
        for _ in range(160 - got):
            assert again.next().name == "next"
        assert not again.events
