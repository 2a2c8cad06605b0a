"""The subject of an open subscription is for some only: what others are sent of it."""

import pytest

from api.relay.ids import to_global
from core.accounts.models import User
from core.comments.services import create_comment
from core.follows.requests import accept_request
from core.follows.services import follow, unfollow
from core.posts.services import create_post
from tests.journeys.server import Instance

from .events import EventSource
from .people import FEED, POST, person

pytestmark = pytest.mark.usefixtures("stores")


def test_who_is_private_is_read_by_followers_beside_shared_responses(instance: Instance) -> None:
    author, fan, other = (person(name) for name in ("author", "fan", "other"))
    post = create_post(author=author.user, content="One.")
    follow(follower=fan.user, followee=author.user.pk)
    variables = {"id": to_global("Post", post.pk)}
    with (
        EventSource(instance.port, FEED, fan.token).opened() as feed,
        EventSource(instance.port, POST, fan.token, variables=variables).opened() as mine,
        EventSource(instance.port, POST, other.token, variables=variables).opened() as theirs,
    ):
        create_comment(author=fan.user, post=post.pk, content="For all.")
        for stream in (mine, theirs):
            assert stream.data()["postUpdated"]["comment"]["content"] == "For all."
        User.objects.filter(pk=author.user.pk).update(is_private=True)
        create_comment(author=fan.user, post=post.pk, content="For followers.")
        assert mine.data()["postUpdated"]["comment"]["content"] == "For followers."
        create_post(author=author.user, content="Two.")
        assert feed.data()["feedUpdated"]["post"]["content"] == "Two."
        User.objects.filter(pk=author.user.pk).update(is_private=False)
        create_comment(author=fan.user, post=post.pk, content="For all again.")
        for stream in (mine, theirs):
            assert stream.data()["postUpdated"]["comment"]["content"] == "For all again."


def test_who_stops_following_is_sent_nothing_more(instance: Instance) -> None:
    author, fan, other = (person(name) for name in ("author", "fan", "other"))
    post = create_post(author=author.user, content="One.")
    for one in (fan, other):
        follow(follower=one.user, followee=author.user.pk)
    User.objects.filter(pk=author.user.pk).update(is_private=True)
    variables = {"id": to_global("Post", post.pk)}
    with (
        EventSource(instance.port, POST, fan.token, variables=variables).opened() as mine,
        EventSource(instance.port, POST, other.token, variables=variables).opened() as theirs,
    ):
        unfollow(follower=other.user, followee=author.user.pk)
        create_comment(author=fan.user, post=post.pk, content="For followers.")
        assert mine.data()["postUpdated"]["comment"]["content"] == "For followers."
        follow(follower=other.user, followee=author.user.pk)
        accept_request(user=author.user, follower=other.user.pk)
        create_comment(author=fan.user, post=post.pk, content="Again.")
        for stream in (mine, theirs):
            assert stream.data()["postUpdated"]["comment"]["content"] == "Again."
