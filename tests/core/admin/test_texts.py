"""Posts and comments in the admin: corrected and deleted by the services."""

import io
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client
from PIL import Image

from core.accounts.roles import set_moderator
from core.comments.models import Comment
from core.comments.services import create_comment
from core.likes.services import like
from core.moderation.decisions import approve
from core.moderation.models import Decision
from core.notifications.models import Notification, NotificationKind
from core.posts.models import Post, PostImage
from core.posts.services import NewImage, create_post
from core.visibility import Standing
from tests.factories import make_post, make_user, make_users
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


def remove(browser: Client, name: str, *keys: int) -> None:
    """Propose it as root, and approve it as somebody else."""
    assert choose(browser, name, "propose_removal", *keys, reason="Spam.") == [
        f"Proposed: {len(keys)}. Another moderator has to approve, under Decisions."
    ]
    other = set_moderator(person=make_user("other").pk, is_moderator=True)
    for decision in Decision.objects.order_by("pk"):
        approve(moderator=other, decision=decision.pk, approves=True)


def test_a_removed_post_leaves_nothing(
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
    chosen = {"action": "propose_removal", "_selected_action": [post.pk]}
    page = browser.post("/admin/core/post/", chosen).content.decode()
    for line in ("Posts: 1", "Comments: 1", "Images: 1"):
        assert f"<li>{line}</li>" in page
    assert browser.post(page_of(post, "delete"), {"post": "yes"}).status_code == 403
    assert Post.objects.get().standing == Standing.VISIBLE
    remove(browser, "post", post.pk)
    Notification.objects.filter(kind=NotificationKind.MODERATION).delete()
    for model in (Post, PostImage, Comment, Notification):
        assert not model._default_manager.exists()
    assert edges() == []
    assert [label for label, _ in nodes()] == ["DeletedPost", "User", "User", "User", "User"]
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_chosen_posts_leave_nothing(browser: Client) -> None:
    ada, bob = make_users("ada", "bob")
    first, second, kept = (make_post(author) for author in (ada, bob, bob))
    like(liker=bob, post=first.pk)
    remove(browser, "post", first.pk, second.pk)
    assert Post.objects.get() == kept
    assert edges() == [("POSTED", bob.pk, kept.pk)]


def test_replies_to_deleted_comments_stay(browser: Client) -> None:
    ada, bob = make_users("ada", "bob")
    post = make_post(ada).pk
    top = create_comment(author=ada, post=post, content="One.")
    middle = create_comment(author=ada, post=post, content="Two.", parent=top.pk)
    reply = create_comment(author=bob, post=post, content="Three.", parent=middle.pk)
    other = create_comment(author=ada, post=post, content="Four.")
    remove(browser, "comment", top.pk, middle.pk)
    reply.refresh_from_db()
    assert reply.parent is None
    assert browser.post(page_of(other, "delete"), {"post": "yes"}).status_code == 403
    assert set(Comment.objects.all()) == {reply, other}
    assert len(edges("COMMENTED_ON")) == 2
