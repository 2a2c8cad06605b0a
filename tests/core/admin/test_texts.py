"""Posts and comments in the admin: corrected and deleted by the services."""

import io
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client
from PIL import Image

from core.comments.models import Comment
from core.comments.services import create_comment
from core.likes.services import like
from core.notifications.models import Notification
from core.posts.models import Post, PostImage
from core.posts.services import NewImage, create_post
from tests.factories import make_post, make_users
from tests.graph_state import edges, nodes

from .browsing import choose, fill_in
from .conftest import Pages


def page_of(thing: Post | Comment, name: str = "change") -> str:
    """The address of a page of a post or a comment."""
    return f"/admin/core/{thing._meta.model_name}/{thing.pk}/{name}/"


def test_an_edited_post_is_marked(browser: Client) -> None:
    (ada,) = make_users("ada")
    post = make_post(ada, "Frist.")
    fill_in(browser, page_of(post))
    assert Post.objects.get().edited_at is None
    fill_in(browser, page_of(post), content=" First. ")
    post.refresh_from_db()
    assert post.content == "First."
    assert post.edited_at is not None
    assert fill_in(browser, page_of(post), content="") == ["This must not be empty."]
    post.refresh_from_db()
    assert post.content == "First."


def test_an_edited_comment_is_marked(browser: Client) -> None:
    (ada,) = make_users("ada")
    comment = create_comment(author=ada, post=make_post(ada).pk, content="Hm.")
    fill_in(browser, page_of(comment), content="Hm?")
    comment.refresh_from_db()
    assert comment.content == "Hm?"
    assert comment.edited_at is not None


@pytest.mark.parametrize("name", ["post", "comment"])
def test_staff_write_nothing_in_the_name_of_others(browser: Client, name: str) -> None:
    assert browser.get(f"/admin/core/{name}/add/").status_code == 403


def test_a_deleted_post_leaves_nothing(
    browser: Client, pages: Pages, settings: LazySettings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    ada, bob = make_users("ada", "bob")
    file = io.BytesIO()
    Image.new("RGB", (640, 480), "teal").save(file, "JPEG")
    file.seek(0)
    post = create_post(author=ada, content="A pond.", images=[NewImage(file, "Water.")])
    create_comment(author=bob, post=post.pk, content="Oh.")
    like(liker=bob, post=post.pk)
    assert 'alt="Water."' in pages(f"core/post/{post.pk}/change/")
    page = pages(f"core/post/{post.pk}/delete/")
    for line in ("Posts: 1", "Comments: 1", "Images: 1"):
        assert f"<li>{line}</li>" in page
    browser.post(page_of(post, "delete"), {"post": "yes"})
    for model in (Post, PostImage, Comment, Notification):
        assert not model._default_manager.exists()
    assert edges() == []
    assert [label for label, _ in nodes()] == ["DeletedPost", "User", "User", "User"]
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_chosen_posts_leave_nothing(browser: Client) -> None:
    ada, bob = make_users("ada", "bob")
    first, second, kept = (make_post(author) for author in (ada, bob, bob))
    like(liker=bob, post=first.pk)
    assert choose(browser, "post", "delete_selected", first.pk, second.pk) == [
        "Successfully deleted 2 posts."
    ]
    assert Post.objects.get() == kept
    assert edges() == [("POSTED", bob.pk, kept.pk)]


def test_replies_to_deleted_comments_stay(browser: Client) -> None:
    ada, bob = make_users("ada", "bob")
    post = make_post(ada).pk
    top = create_comment(author=ada, post=post, content="One.")
    middle = create_comment(author=ada, post=post, content="Two.", parent=top.pk)
    reply = create_comment(author=bob, post=post, content="Three.", parent=middle.pk)
    other = create_comment(author=ada, post=post, content="Four.")
    assert choose(browser, "comment", "delete_selected", top.pk, middle.pk) == [
        "Successfully deleted 2 comments."
    ]
    reply.refresh_from_db()
    assert reply.parent is None
    browser.post(page_of(other, "delete"), {"post": "yes"})
    assert Comment.objects.get() == reply
    assert edges("COMMENTED_ON") == [("COMMENTED_ON", bob.pk, post)]
