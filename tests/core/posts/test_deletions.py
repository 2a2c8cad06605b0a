"""To whom it is said that a post was deleted: to those who could see it."""

import pytest

from core.accounts.models import User
from core.blocks.services import block
from core.follows.services import follow, unfollow
from core.posts.deletions import was_deleted
from core.posts.models import Post
from core.posts.services import Terms, create_post, delete_post
from core.realtime.models import LiveEvent
from core.visibility import ANYONE, Audience, Standing, Viewer
from tests.factories import make_users

pytestmark = pytest.mark.usefixtures("stores")

EVERYBODY = {"author", "fan", "friend", "named", "other", "anyone"}
FOLLOWERS = {"author", "fan", "friend", "named"}


def test_those_who_could_see_a_post_hear_of_its_deletion() -> None:
    author, fan, friend, named, other, enemy = make_users(
        *("author", "fan", "friend", "named", "other", "enemy")
    )
    for one, followee in ((fan, author), (friend, author), (author, friend), (other, author)):
        follow(follower=one, followee=followee.pk)
    unfollow(follower=other, followee=author.pk)
    block(blocker=author, person=enemy.pk)
    viewers = {each.username: Viewer(each.pk) for each in (author, fan, friend, named, other)}
    viewers |= {"enemy": Viewer(enemy.pk), "anyone": ANYONE}
    for audience, of_user, of_post, expected in (
        (Audience.PUBLIC, {}, {}, EVERYBODY),
        (Audience.FOLLOWERS, {}, {}, FOLLOWERS),
        (Audience.MUTUALS, {}, {}, {"author", "friend", "named"}),
        (Audience.MENTIONED, {}, {}, {"author", "named"}),
        (Audience.PUBLIC, {"is_private": True}, {}, FOLLOWERS),
        (Audience.PUBLIC, {"is_limited": True}, {}, FOLLOWERS),
        (Audience.MUTUALS, {"is_private": True}, {}, {"author", "friend", "named"}),
        (Audience.PUBLIC, {}, {"standing": Standing.HELD}, {"author"}),
        (Audience.FOLLOWERS, {}, {"standing": Standing.HIDDEN}, {"author"}),
        (Audience.PUBLIC, {}, {}, EVERYBODY),
    ):
        post = create_post(author=author, content="For @named.", terms=Terms(audience=audience))
        plain = {"is_private": False, "is_limited": False}
        User.objects.filter(pk=author.pk).update(**{**plain, **of_user})
        Post.objects.filter(pk=post.pk).update(**{"standing": 0, **of_post})
        assert not any(was_deleted(viewer, post.pk) for viewer in viewers.values())
        delete_post(editor=author, post=post.pk)
        heard = {name for name, viewer in viewers.items() if was_deleted(viewer, post.pk)}
        assert heard == expected, (audience, of_user, of_post)
    # As a release before wrote it.
    LiveEvent.objects.update(audience=None, mentioned=None)
    assert {name for name, each in viewers.items() if was_deleted(each, post.pk)} == EVERYBODY
