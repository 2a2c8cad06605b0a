"""Posts: what is kept, what is refused, and that deleting leaves nothing behind."""

import io
from pathlib import Path

import pytest
from django.conf import LazySettings
from PIL import Image

from core.comments.models import Comment
from core.comments.services import create_comment
from core.common.clock import milliseconds
from core.common.errors import Forbidden, InvalidInput, NotFound
from core.journal.models import JournalEntry
from core.likes.services import like
from core.notifications.models import Notification
from core.posts.models import Post, PostImage
from core.posts.services import NewImage, create_post, delete_post, update_post
from tests.factories import make_post, make_user, make_users
from tests.graph_state import edges, nodes

pytestmark = pytest.mark.usefixtures("stores")


@pytest.fixture
def media(settings: LazySettings, tmp_path: Path) -> Path:
    """An empty media folder."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def picture(width: int = 640, height: int = 480) -> io.BytesIO:
    """A real JPEG file."""
    file = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(file, "JPEG")
    file.seek(0)
    return file


def files_in(folder: Path) -> list[Path]:
    """Every file below the folder."""
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_post_reaches_both_stores() -> None:
    ada = make_user("ada")
    post = create_post(author=ada, content="  My first post!\n")
    assert post.content == "My first post!"
    assert post.edited_at is None
    assert edges() == [("POSTED", ada.pk, post.pk)]
    assert ("Post", {"pid": post.pk, "author": ada.pk}) in nodes()


def test_ids_sort_by_time_and_carry_it() -> None:
    ada = make_user("ada")
    posts = [make_post(ada, f"Post {number}.") for number in range(20)]
    pids = [post.pk for post in posts]
    assert pids == sorted(set(pids))
    for post in posts:
        assert post.pk >> 21 == milliseconds(post.created_at)


def test_images_come_in_two_sizes(media: Path) -> None:
    ada = make_user("ada")
    post = create_post(
        author=ada,
        content="",
        images=[NewImage(picture(2000, 1000), "A lake."), NewImage(picture())],
    )
    assert post.has_images
    first, second = PostImage.objects.order_by("position")
    assert (first.width, first.height, first.description) == (1600, 800, "A lake.")
    assert (second.width, second.height, second.description) == (640, 480, "")
    with Image.open(media / str(first.small)) as small:
        assert small.size == (480, 240)
    assert len(files_in(media)) == 4


@pytest.mark.parametrize(
    ("content", "images", "field", "message"),
    [
        ("", 0, "content", "This must not be empty."),
        ("x" * 5001, 0, "content", "This has 5,001 characters; at most 5,000 are allowed."),
        ("Five.", 5, "images", "A post can have at most 4 images."),
    ],
)
def test_refusals_keep_nothing(
    media: Path, content: str, images: int, field: str, message: str
) -> None:
    ada = make_user("ada")
    with pytest.raises(InvalidInput) as refusal:
        create_post(author=ada, content=content, images=[NewImage(picture())] * images)
    assert (refusal.value.message, refusal.value.field) == (message, field)
    assert not Post.objects.exists()
    assert edges() == []
    assert files_in(media) == []


def test_one_bad_image_refuses_the_post_and_leaves_no_file(media: Path) -> None:
    ada = make_user("ada")
    with pytest.raises(InvalidInput) as caught:
        create_post(
            author=ada, content="Two.", images=[NewImage(picture()), NewImage(io.BytesIO(b"no"))]
        )
    assert caught.value.field == "images.1"
    assert not Post.objects.exists()
    assert files_in(media) == []


def test_files_go_when_the_transaction_fails(media: Path) -> None:
    ada = make_user("ada")
    ghost = make_user("ghost")
    ghost.delete()
    ghost.pk = ada.pk + 100
    with pytest.raises(NotFound, match=r"^User not found\.$"):
        create_post(author=ghost, content="Boo.", images=[NewImage(picture())])
    assert files_in(media) == []


def test_an_edit_is_marked_and_only_the_author_may() -> None:
    ada, bob = make_users("ada", "bob")
    post = make_post(ada, "Frist.")
    assert update_post(editor=ada, post=post.pk, content="Frist.").edited_at is None
    with pytest.raises(Forbidden, match=r"^Only its author may change a post\.$"):
        update_post(editor=bob, post=post.pk, content="Mine.")
    edited = update_post(editor=ada, post=post.pk, content="First.")
    assert edited.edited_at is not None
    assert Post.objects.get().content == "First."


def test_a_deleted_post_leaves_nothing(media: Path) -> None:
    ada, bob = make_users("ada", "bob")
    post = create_post(author=ada, content="Soon gone.", images=[NewImage(picture())])
    comment = create_comment(author=bob, post=post.pk, content="Oh.")
    create_comment(author=ada, post=post.pk, content="Yes.", parent=comment.pk)
    like(liker=bob, post=post.pk)
    with pytest.raises(Forbidden, match=r"^Only its author may change a post\.$"):
        delete_post(editor=bob, post=post.pk)
    assert len(edges()) == 4
    delete_post(editor=ada, post=post.pk)
    assert edges() == []
    assert [label for label, _ in nodes()] == ["DeletedPost", "User", "User"]
    for model in (Post, PostImage, Comment, Notification):
        assert not model._default_manager.exists()
    assert files_in(media) == []
    assert JournalEntry.objects.order_by("-id")[0].kind == "post_deleted"
    with pytest.raises(NotFound, match=r"^Post not found\.$"):
        delete_post(editor=ada, post=post.pk)
