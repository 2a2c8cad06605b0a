"""Between the deletion of an account and the end of its job: nobody sees what is left behind."""

from collections.abc import Callable

import pytest

from core.accounts.models import User
from core.accounts.selectors import count_users, search_users, user_by_id, user_by_username
from core.accounts.signup import create_user
from core.comments.selectors import comments_by_ids, comments_of_posts, replies_to_comments
from core.comments.services import create_comment, update_comment
from core.common.errors import NotFound
from core.feed.selectors import feed_page
from core.follows.services import follow
from core.likes.services import like
from core.lists.pages import PageRequest
from core.moderation.deletion import remove_account
from core.notifications.selectors import (
    NotificationFilter,
    count_notifications,
    notifications_by_ids,
    notifications_page,
)
from core.posts.models import Post
from core.posts.selectors import PostFilter, count_posts, posts_by_ids, posts_of_authors, posts_page
from core.visibility import ANYONE, Viewer
from tests.core.consistency.auditing import found
from tests.factories import make_post, make_users
from tests.jobs import leave_nothing_of

pytestmark = pytest.mark.usefixtures("stores")

PAGE = PageRequest(first=10)
ALL = NotificationFilter()


def test_nobody_sees_what_is_left_behind() -> None:
    ada, bob, cyd = make_users("ada", "bob", "cyd")
    adas, bobs = make_post(ada, "Owls at dusk."), make_post(bob, "Owls at dawn.")
    for follower, followee in ((ada, bob), (bob, ada), (cyd, ada), (cyd, bob)):
        follow(follower=follower, followee=followee.pk)
    like(liker=ada, post=bobs.pk)
    hers = create_comment(author=ada, post=bobs.pk, content="Hers.")
    below = create_comment(author=bob, post=bobs.pk, content="Below.", parent=hers.pk)
    above = create_comment(author=bob, post=bobs.pk, content="Above.")
    her_reply = create_comment(author=ada, post=bobs.pk, content="Reply.", parent=above.pk)
    under_hers = create_comment(author=bob, post=adas.pk, content="Under hers.")
    create_comment(author=cyd, post=adas.pk, content="To bob.", parent=under_hers.pk)
    ids = {each.actor_id: each.pk for each in notifications_page(Viewer(bob.pk), ALL, PAGE).items}
    assert count_notifications(Viewer(bob.pk), ALL) == 6

    remove_account(ada)

    assert Post.objects.count() == 2
    assert posts_by_ids(ANYONE, [adas.pk, bobs.pk]).keys() == {bobs.pk}
    assert posts_of_authors(ANYONE, [ada.pk, bob.pk], PAGE).keys() == {bob.pk}
    for wanted in (PostFilter(), PostFilter(text="owls"), PostFilter(has_image=False)):
        assert [post.pk for post in posts_page(ANYONE, wanted, PAGE).items] == [bobs.pk]
        assert count_posts(ANYONE, wanted) == 1
    assert posts_page(ANYONE, PostFilter(author=ada.pk), PAGE).items == []
    assert [post.pk for post in feed_page(Viewer(cyd.pk), PAGE).page.items] == [bobs.pk]
    cids = [hers.pk, below.pk, above.pk, her_reply.pk, under_hers.pk]
    assert comments_by_ids(ANYONE, cids).keys() == {below.pk, above.pk}
    [shown] = comments_of_posts(ANYONE, [bobs.pk], PAGE).values()
    assert [comment.pk for comment in shown.items] == [above.pk, below.pk]
    assert replies_to_comments(ANYONE, [above.pk], PAGE) == {}
    # All but cyd's follow: cyd's reply to bob is under a post of ada's.
    assert [each.kind for each in notifications_page(Viewer(bob.pk), ALL, PAGE).items] == ["follow"]
    assert notifications_by_ids(Viewer(bob.pk), [ids[ada.pk]]) == {}
    assert count_notifications(Viewer(bob.pk), NotificationFilter(unread=True)) == 1
    assert user_by_id(ANYONE, ada.pk) is None
    for name in ("ada", f"@{ada.pk}"):
        assert user_by_username(ANYONE, name) is None
    assert [user.pk for user in search_users(ANYONE, None, PAGE).items] == [bob.pk, cyd.pk]
    assert (count_users(ANYONE, None), count_users(ANYONE, "ada")) == (2, 0)
    # The other store lost the person with the deletion.
    assert found() == []

    refused: list[tuple[Callable[[], object], str]] = [
        (lambda: like(liker=cyd, post=adas.pk), "Post"),
        (lambda: create_comment(author=cyd, post=adas.pk, content="Hm."), "Post"),
        (
            lambda: create_comment(author=cyd, post=bobs.pk, content="Hm.", parent=hers.pk),
            "Comment",
        ),
        (lambda: update_comment(editor=bob, comment=under_hers.pk, content="Hm."), "Comment"),
        (lambda: follow(follower=cyd, followee=ada.pk), "User"),
        (lambda: make_post(ada), "User"),
        (lambda: remove_account(ada), "User"),
    ]
    for write, what in refused:
        with pytest.raises(NotFound, match=rf"^{what} not found\.$"):
            write()

    leave_nothing_of(ada)
    assert comments_by_ids(ANYONE, cids).keys() == {below.pk, above.pk}
    assert count_notifications(Viewer(bob.pk), ALL) == 1
    assert found() == []


def test_name_and_address_are_free_at_once_and_nothing_personal_is_kept() -> None:
    ada = create_user(username="ada", email="ada@example.com", password="correct horse battery")
    User.objects.filter(pk=ada.pk).update(display_name="Ada L.", bio="Hi.", is_staff=True)
    remove_account(ada)
    [row] = User.with_deleted.values()
    kept: dict[str, object] = dict(row)
    assert None not in {kept.pop(name) for name in ("date_joined", "deleted_at")}
    assert str(kept.pop("password")).startswith("!")
    assert kept == {
        "id": ada.pk,
        "username": f"@{ada.pk}",
        "email": f"@{ada.pk}",
        "display_name": "",
        "bio": "",
        "profile_image": "",
        "profile_image_small": "",
        "is_active": False,
        "also_suspended": False,
        "deactivated_at": None,
        "suspended_until": None,
        "is_limited": False,
        "limited_until": None,
        "has_second_factor": False,
        "is_private": False,
        "has_narrow_posts": False,
        "who_may_comment": 0,
        "followers_visible_to": 0,
        "following_visible_to": 0,
        "is_discoverable": True,
        "language": "",
        "is_email_verified": False,
        "is_staff": False,
        "is_superuser": False,
        "last_login": None,
        "name_words": None,
        "token_version": 2,
    }
    again = create_user(username="Ada", email="ADA@example.com", password="correct horse battery")
    assert again.pk != ada.pk
