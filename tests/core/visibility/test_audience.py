"""Who belongs to the audience of a post: every read and every lock, against plain Python."""

import random
from dataclasses import dataclass

import pytest

from core.accounts.models import User
from core.bookmarks.selectors import bookmarks_page, count_bookmarks
from core.bookmarks.services import bookmark
from core.comments.models import Comment
from core.comments.selectors import comments_by_ids
from core.comments.services import create_comment
from core.common.errors import NotFound
from core.feed.selectors import count_feed, feed_page
from core.follows.services import follow, unfollow
from core.likes.services import like
from core.lists.pages import PageRequest
from core.notifications.models import Notification, NotificationKind
from core.notifications.selectors import (
    NotificationFilter,
    count_notifications,
    notifications_by_ids,
    notifications_page,
)
from core.posts.counts import NarrowPosts, narrow_posts
from core.posts.models import Mention, Post
from core.posts.selectors import PostFilter, count_posts, posts_by_ids, posts_of_authors, posts_page
from core.visibility import ANYONE, INTERNAL, Audience, Standing, Viewer, in_audience
from tests.factories import make_post, make_users
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("stores")
PAGE = PageRequest(first=100)
LIKES = NotificationFilter(kinds=[NotificationKind.LIKE])


@dataclass
class World:
    """People, who follows whom, and posts with all kinds of audiences, some withheld."""

    people: list[User]
    posts: list[Post]
    follows: set[tuple[int, int]]
    mentioned: set[tuple[int, int]]

    def is_shown(self, post: Post, viewer: int | None) -> bool:
        author = post.author
        if viewer == author.pk:
            return True
        if post.standing != Standing.VISIBLE:
            return False
        if post.audience == Audience.PUBLIC and not (author.is_private or author.is_limited):
            return True
        if (post.pk, viewer) in self.mentioned:
            return True
        follower = (viewer, author.pk) in self.follows
        wanted = {
            Audience.PUBLIC: follower,
            Audience.FOLLOWERS: follower,
            Audience.MUTUALS: follower and (author.pk, viewer) in self.follows,
            Audience.MENTIONED: False,
        }
        return wanted[Audience(post.audience)]

    def shown_to(self, viewer: int | None) -> set[int]:
        return {post.pk for post in self.posts if self.is_shown(post, viewer)}


def a_world(seed: int) -> World:
    chance = random.Random(seed)
    people = make_users(*(f"person{number}" for number in range(5)))
    private = [person for person in people if chance.random() < 0.4]
    limited = [person for person in people if chance.random() < 0.2]
    follows = set()
    for one in people:
        for other in people:
            if one != other and chance.random() < 0.5:
                follow(follower=one, followee=other.pk)
                follows.add((one.pk, other.pk))
    for follower, followee in chance.sample(sorted(follows), 3):
        unfollow(follower=User.objects.get(pk=follower), followee=followee)
        follows.discard((follower, followee))
    # Afterwards, as following who is private has to be accepted.
    for person in private:
        person.is_private = True
        person.save(update_fields=["is_private"])
    for person in limited:
        person.is_limited = True
        person.save(update_fields=["is_limited"])
    posts = [make_post(author, "heron") for author in people for _ in Audience]
    mentioned = set()
    for number, post in enumerate(posts):
        post.audience = number % len(Audience)
        post.standing = chance.choices(list(Standing), weights=(6, 1, 1))[0]
        post.save(update_fields=["audience", "standing"])
        [named] = chance.sample(people, 1)
        if chance.random() < 0.5:
            Mention.objects.create(post=post, person=named, author=post.author)
            mentioned.add((post.pk, named.pk))
    return World(people, posts, follows, mentioned)


@pytest.mark.parametrize("seed", range(3))
def test_every_read_of_posts_shows_whom_they_are_for(seed: int) -> None:
    world = a_world(seed)
    everything = [post.pk for post in world.posts]
    authors = [person.pk for person in world.people]
    for viewer in [ANYONE, *(Viewer.of(person) for person in world.people)]:
        expected = world.shown_to(viewer.uid)
        assert set(posts_by_ids(viewer, everything)) == expected
        pages = posts_of_authors(viewer, authors, PAGE)
        assert {post.pk for page in pages.values() for post in page.items} == expected
        for wanted in (PostFilter(), PostFilter(text="heron")):
            assert {post.pk for post in posts_page(viewer, wanted, PAGE).items} == expected
            assert count_posts(viewer, wanted) == len(expected)
    assert in_audience(Post.objects.all(), INTERNAL).count() == len(everything)


def test_what_is_under_a_post_is_hidden_with_it() -> None:
    world = a_world(7)
    for post in world.posts:
        Comment.objects.create(post=post, author=post.author, content="Quiet.")
        for person in world.people:
            Notification.objects.create(recipient=person, actor=post.author, kind="like", post=post)
    comments = {comment.pk: comment.post_id for comment in Comment.objects.all()}
    for viewer in [ANYONE, *(Viewer.of(person) for person in world.people)]:
        expected = world.shown_to(viewer.uid)
        assert {comments[pk] for pk in comments_by_ids(viewer, list(comments))} == expected
        if viewer.uid is None:
            continue
        own = Notification.objects.filter(recipient=viewer.uid, kind="like")
        found = notifications_page(viewer, LIKES, PAGE).items
        assert {note.post_id for note in found} == expected
        assert count_notifications(viewer, LIKES) == len(expected)
        by_id = notifications_by_ids(viewer, list(own.values_list("pk", flat=True)))
        assert {note.post_id for note in by_id.values()} == expected


def test_nothing_is_written_under_a_post_that_is_hidden() -> None:
    world = a_world(11)
    for post in world.posts:
        for person in world.people:
            if world.is_shown(post, person.pk):
                like(liker=person, post=post.pk)
                create_comment(author=person, post=post.pk, content="Yes.")
                continue
            with pytest.raises(NotFound, match=r"Post not found\."):
                like(liker=person, post=post.pk)
            with pytest.raises(NotFound, match=r"Post not found\."):
                create_comment(author=person, post=post.pk, content="No.")
    assert not Comment.objects.filter(content="No.").exists()


def test_a_narrower_audience_and_an_ended_follow_take_effect_at_once() -> None:
    ada, bob = make_users("ada", "bob")
    post = make_post(ada)
    Post.objects.filter(pk=post.pk).update(audience=Audience.FOLLOWERS)
    assert posts_by_ids(Viewer.of(bob), [post.pk]) == {}
    follow(follower=bob, followee=ada.pk)
    assert set(posts_by_ids(Viewer.of(bob), [post.pk])) == {post.pk}
    Post.objects.filter(pk=post.pk).update(audience=Audience.MUTUALS)
    assert posts_by_ids(Viewer.of(bob), [post.pk]) == {}
    follow(follower=ada, followee=bob.pk)
    assert set(posts_by_ids(Viewer.of(bob), [post.pk])) == {post.pk}
    unfollow(follower=bob, followee=ada.pk)
    assert posts_by_ids(Viewer.of(bob), [post.pk]) == {}


@pytest.mark.parametrize("seed", range(2))
def test_counts_agree_with_the_lists(seed: int) -> None:
    world = a_world(seed)
    for person in world.people:
        for post in world.posts:
            if world.is_shown(post, person.pk):
                bookmark(viewer=person, post=post.pk)
    before = {person.pk: world.shown_to(person.pk) for person in world.people}
    for number, person in enumerate(world.people):
        person.is_private = not person.is_private or number == 0
        person.save(update_fields=["is_private"])
        for post in world.posts:
            if post.author_id == person.pk:
                post.author.is_private = person.is_private
    authors = [person.pk for person in world.people]
    for viewer in [ANYONE, *(Viewer.of(person) for person in world.people)]:
        shown = world.shown_to(viewer.uid)
        missed = narrow_posts(viewer, authors)
        for author in authors:
            own = [post.pk for post in world.posts if post.author_id == author]
            expected = len(shown.intersection(own))
            assert missed.get(author, NarrowPosts()).shown_of(len(own)) == expected
        if viewer.uid is None:
            continue
        kept = bookmarks_page(viewer, PAGE).items
        assert {post.pk for post in kept} == before[viewer.uid] & shown
        assert count_bookmarks(viewer) == len(kept)
        for include_own in (False, True):
            feed = feed_page(viewer, PAGE, include_own=include_own).page.items
            assert count_feed(viewer, include_own=include_own) == len(feed)
            assert {post.pk for post in feed} <= shown


def test_nothing_is_asked_where_everything_is_for_everybody() -> None:
    ada, bob = make_users("ada", "bob")
    follow(follower=bob, followee=ada.pk)
    make_post(ada)
    bob.hidden, bob.muted, bob.muted_words, bob.any_narrow = "{}", [], [], False
    viewer = Viewer.of(bob)
    with statements() as sql:
        assert count_feed(viewer) == 1
        assert count_bookmarks(viewer) == 0
    assert sql == []
