"""Posts for some in open subscriptions: whom they reach, and whom no longer."""

import pytest

from api.relay.ids import to_global
from core.comments.services import create_comment
from core.follows.services import follow
from core.posts.services import Terms, create_post, update_post
from core.visibility import Audience
from tests.journeys.server import Instance

from .events import EventSource
from .people import FEED, NOTIFIED, POST, person

pytestmark = pytest.mark.usefixtures("stores")


def test_a_new_post_reaches_its_audience(instance: Instance) -> None:
    author, fan, friend = (person(name) for name in ("author", "fan", "friend"))
    for one in (fan, friend):
        follow(follower=one.user, followee=author.user.pk)
    follow(follower=author.user, followee=friend.user.pk)
    with (
        EventSource(instance.port, FEED, fan.token).opened() as of_fan,
        EventSource(instance.port, FEED, friend.token).opened() as of_friend,
        EventSource(instance.port, NOTIFIED, fan.token).opened() as news,
    ):
        for text, audience in (
            ("For mutuals.", Audience.MUTUALS),
            ("For @fan.", Audience.MENTIONED),
            ("For followers.", Audience.FOLLOWERS),
        ):
            create_post(author=author.user, content=text, terms=Terms(audience=audience))
        for stream, texts in (
            (of_fan, ["For @fan.", "For followers."]),
            (of_friend, ["For mutuals.", "For followers."]),
        ):
            assert [stream.data()["feedUpdated"]["post"]["content"] for _ in texts] == texts
        assert news.data()["notificationReceived"]["notification"]["kind"] == "MENTION"


def test_a_narrower_audience_ends_what_others_are_sent(instance: Instance) -> None:
    author, fan, other = (person(name) for name in ("author", "fan", "other"))
    follow(follower=fan.user, followee=author.user.pk)
    post = create_post(author=author.user, content="One.")
    variables = {"id": to_global("Post", post.pk)}
    again = create_post(author=author.user, content="Two.")
    with (
        EventSource(instance.port, POST, fan.token, variables=variables).opened() as mine,
        EventSource(instance.port, POST, other.token, variables=variables).opened() as theirs,
        EventSource(
            instance.port, POST, other.token, variables={"id": to_global("Post", again.pk)}
        ).opened() as elsewhere,
    ):
        update_post(editor=author.user, post=post.pk, audience=Audience.FOLLOWERS)
        assert mine.data()["postUpdated"]["change"] == "EDITED"
        create_comment(author=fan.user, post=post.pk, content="Among us.")
        assert mine.data()["postUpdated"]["comment"]["content"] == "Among us."
        # What is later on this stream was later for the other one, too.
        create_comment(author=fan.user, post=again.pk, content="Elsewhere.")
        assert elsewhere.data()["postUpdated"]["comment"]["content"] == "Elsewhere."
        assert list(theirs.events) == []
