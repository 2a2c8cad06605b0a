"""The audience of a post: chosen with it, and only ever narrowed."""

import pytest

from core.accounts.models import User
from core.bookmarks.selectors import bookmarks_page, count_bookmarks
from core.bookmarks.services import bookmark
from core.comments.selectors import comments_by_ids
from core.comments.services import create_comment
from core.common.errors import Forbidden, InvalidInput, NotFound
from core.follows.services import follow
from core.likes.services import like, unlike
from core.lists.pages import PageRequest
from core.posts.models import Post
from core.posts.selectors import posts_by_ids
from core.posts.services import Terms, create_post, update_post
from core.realtime.models import LiveEvent, LiveKind
from core.visibility import Audience, Viewer
from tests.factories import make_post, make_users
from tests.graph_state import edges

pytestmark = pytest.mark.usefixtures("stores")


def has_narrow_posts(user: User) -> bool:
    """What the author's row says."""
    return User.objects.get(pk=user.pk).has_narrow_posts


def test_a_post_is_for_everybody_unless_it_says_otherwise() -> None:
    ada, bob = make_users("ada", "bob")
    assert make_post(ada).audience == Audience.PUBLIC
    assert not has_narrow_posts(ada)
    post = create_post(author=ada, content="Hm.", terms=Terms(audience=Audience.FOLLOWERS))
    assert Post.objects.get(pk=post.pk).audience == Audience.FOLLOWERS
    assert has_narrow_posts(ada)
    assert posts_by_ids(Viewer.of(bob), [post.pk]) == {}
    follow(follower=bob, followee=ada.pk)
    assert set(posts_by_ids(Viewer.of(bob), [post.pk])) == {post.pk}


def test_it_is_narrowed_and_never_widened() -> None:
    (ada,) = make_users("ada")
    post = make_post(ada)
    for audience in (Audience.PUBLIC, Audience.FOLLOWERS, Audience.MUTUALS, Audience.MENTIONED):
        changed = update_post(editor=ada, post=post.pk, audience=audience)
        assert (changed.audience, changed.edited_at, changed.content) == (audience, None, "Hello.")
        assert has_narrow_posts(ada) == (audience is not Audience.PUBLIC)
        for wider in range(audience):
            with pytest.raises(InvalidInput) as refusal:
                update_post(editor=ada, post=post.pk, content="Changed.", audience=Audience(wider))
            assert (refusal.value.message, refusal.value.field) == (
                "The audience of a post can only be narrowed.",
                "audience",
            )
        assert list(Post.objects.values_list("content", "audience")) == [("Hello.", audience)]
    assert LiveEvent.objects.filter(kind=LiveKind.POST_EDITED).count() == 3


def test_only_the_author_narrows_it() -> None:
    ada, bob, cyd = make_users("ada", "bob", "cyd")
    post = create_post(author=ada, content="@cyd", terms=Terms(audience=Audience.MENTIONED))
    with pytest.raises(Forbidden):
        update_post(editor=cyd, post=post.pk, audience=Audience.MENTIONED)
    with pytest.raises(NotFound):
        update_post(editor=bob, post=post.pk, audience=Audience.MENTIONED)


def test_what_was_done_before_stays_unseen_by_who_no_longer_belongs() -> None:
    ada, bob, cyd = make_users("ada", "bob", "cyd")
    follow(follower=cyd, followee=ada.pk)
    post = make_post(ada)
    for user in (bob, cyd):
        like(liker=user, post=post.pk)
        bookmark(viewer=user, post=post.pk)
    comments = [create_comment(author=user, post=post.pk, content="Hm.").pk for user in (bob, cyd)]
    update_post(editor=ada, post=post.pk, audience=Audience.FOLLOWERS)
    for user, found in ((bob, False), (cyd, True), (ada, True)):
        viewer = Viewer.of(user)
        assert (post.pk in posts_by_ids(viewer, [post.pk])) == found
        assert set(comments_by_ids(viewer, comments)) == (set(comments) if found else set())
    for user, count in ((bob, 0), (cyd, 1)):
        viewer = Viewer.of(user)
        assert len(bookmarks_page(viewer, PageRequest(first=9)).items) == count
        assert count_bookmarks(viewer) == count
    assert [edge for edge in edges("LIKED") if edge[1] == bob.pk] == [("LIKED", bob.pk, post.pk)]
    with pytest.raises(NotFound, match=r"^Post not found\.$"):
        unlike(liker=bob, post=post.pk)


def test_a_key_is_of_one_audience() -> None:
    (ada,) = make_users("ada")
    narrow = Terms(audience=Audience.FOLLOWERS)
    first = create_post(author=ada, content="Once.", terms=narrow, idempotency_key="abc")
    again = create_post(author=ada, content="Once.", terms=narrow, idempotency_key="abc")
    assert first.pk == again.pk
    with pytest.raises(InvalidInput, match=r"^This key was used with another input\.$"):
        create_post(author=ada, content="Once.", idempotency_key="abc")
    assert Post.objects.count() == 1
