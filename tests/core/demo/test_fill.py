"""The demo in both stores: whole, through the journal, or not at all."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db.models import F
from pytest_django.fixtures import Settings

from core.accounts.models import User
from core.comments.models import Comment
from core.dev.demo.fill import NotEmpty, fill, is_empty
from core.dev.demo.privacy import private_people, requests_of
from core.dev.demo.records import DemoNetwork
from core.journal.models import JournalEntry
from core.notifications.models import Notification
from core.posts.models import Post, PostImage
from tests.factories import make_user
from tests.graph_state import edges, nodes

from .excerpt import excerpt

pytestmark = pytest.mark.usefixtures("stores")

PASSWORD = "the-demo-password"


class Steps:
    """Progress that calls `at` when a stage begins."""

    def __init__(self, at: Callable[[str], None] = lambda label: None) -> None:
        self._at = at
        self.stages: list[tuple[str, int]] = []
        self.done: list[int] = []

    def begin(self, label: str, total: int) -> None:
        self.stages.append((label, total))
        self.done.append(0)
        self._at(label)

    def advance(self, steps: int) -> None:
        self.done[-1] += steps


@pytest.fixture
def few(network: DemoNetwork) -> DemoNetwork:
    return excerpt(network, people=30, posts=60)


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def files(media: Path) -> list[Path]:
    return [path for path in media.rglob("*") if path.is_file()]


def test_documents_are_those_of_the_network(few: DemoNetwork) -> None:
    fill(few, password=PASSWORD, progress=Steps())

    users = {user.pk: user for user in User.objects.order_by("pk")}
    assert [
        (u.username, u.email, u.display_name, u.bio, u.date_joined) for u in users.values()
    ] == [(p.username, p.email, p.display_name, p.bio, p.joined_at) for p in few.people]
    assert [
        (users[p.author_id].username, p.content, p.created_at, p.edited_at, p.has_images)
        for p in Post.objects.order_by("pk")
    ] == [(p.author, p.content, p.created_at, p.edited_at, bool(p.images)) for p in few.posts]
    posts = list(Post.objects.order_by("pk").values_list("pk", flat=True))
    comments = list(Comment.objects.order_by("pk"))
    numbers = {comment.pk: number for number, comment in enumerate(comments)}
    assert [
        (
            users[c.author_id].username,
            posts.index(c.post_id),
            None if c.parent_id is None else numbers[c.parent_id],
            c.content,
            c.created_at,
        )
        for c in comments
    ] == [(c.author, c.post, c.parent, c.content, c.created_at) for c in few.comments]


def test_the_graph_has_every_edge_by_way_of_the_journal(few: DemoNetwork) -> None:
    fill(few, password=PASSWORD, progress=Steps())

    uids = dict(User.objects.values_list("username", "pk"))
    pids = list(Post.objects.order_by("pk").values_list("pk", flat=True))
    assert sorted(edges("FOLLOWS")) == sorted(
        ("FOLLOWS", uids[f.follower], uids[f.followee]) for f in few.follows
    )
    assert sorted(edges("POSTED")) == sorted(
        ("POSTED", uids[p.author], pids[p.number]) for p in few.posts
    )
    assert sorted(edges("LIKED")) == sorted(
        ("LIKED", uids[like.person], pids[like.post]) for like in few.likes
    )
    assert sorted(edges("COMMENTED_ON")) == sorted(
        ("COMMENTED_ON", uids[c.author], pids[c.post]) for c in few.comments
    )
    asked = requests_of(few)
    assert sorted(edges("REQUESTED")) == sorted(
        ("REQUESTED", uids[each.follower], uids[each.followee]) for each in asked
    )
    private = set(User.objects.filter(is_private=True).values_list("username", flat=True))
    assert private == {each.followee for each in asked} == {*private_people(few)}
    rows = (few.people, few.follows, few.posts, few.comments, few.likes, asked)
    assert JournalEntry.objects.count() == sum(map(len, rows))
    assert not JournalEntry.objects.filter(applied_at__isnull=True).exists()


def test_everyone_signs_in_with_the_password_and_ada_enters_the_admin(few: DemoNetwork) -> None:
    fill(few, password=PASSWORD, progress=Steps())

    assert all(user.check_password(PASSWORD) for user in User.objects.all())
    staff = User.objects.filter(is_staff=True, is_superuser=True)
    assert [user.username for user in staff] == ["ada"]


def test_images_are_files_in_two_sizes(few: DemoNetwork, media: Path) -> None:
    fill(few, password=PASSWORD, progress=Steps())

    pictures = [image for post in few.posts for image in post.images]
    rows = PostImage.objects.order_by("post", "position")
    assert [row.description for row in rows] == [picture.description for picture in pictures]
    assert {(row.width, row.height) for row in rows} == {(1200, 800)}
    for row, picture in zip(rows, pictures, strict=True):
        assert (media / str(row.large)).read_bytes() == picture.read()
        assert (media / str(row.small)).stat().st_size < (media / str(row.large)).stat().st_size
    ada = User.objects.get(username="ada")
    portrait = few.people[0].portrait
    assert portrait is not None
    assert (media / str(ada.profile_image)).read_bytes() == portrait.read()
    assert (media / str(ada.profile_image_small)).is_file()
    faces = sum(person.portrait is not None for person in few.people)
    assert len(files(media)) == 2 * (faces + len(pictures))


def test_ada_has_news_read_and_unread(few: DemoNetwork) -> None:
    fill(few, password=PASSWORD, progress=Steps())

    news = Notification.objects.filter(recipient__username="ada")
    assert set(news.values_list("kind", flat=True)) == {"follow", "like", "comment", "reply"}
    unread = news.filter(read_at__isnull=True)
    assert 0 < unread.count() < news.count()
    assert all(n.created_at > few.as_of - timedelta(days=2) for n in unread)
    assert all(n.read_at > n.created_at for n in news.exclude(read_at=None) if n.read_at)
    assert not Notification.objects.filter(recipient=F("actor")).exists()


def test_progress_counts_every_step(few: DemoNetwork) -> None:
    steps = Steps()

    fill(few, password=PASSWORD, progress=steps)

    assert [label for label, _ in steps.stages] == ["Pictures", "Writing", "Graph"]
    assert steps.done == [total for _, total in steps.stages]


@pytest.mark.parametrize("stage", ["Pictures", "Writing", "Graph"])
def test_an_interrupted_fill_leaves_nothing(few: DemoNetwork, media: Path, stage: str) -> None:
    def interrupt(label: str) -> None:
        if label == stage:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fill(few, password=PASSWORD, progress=Steps(at=interrupt))

    assert is_empty()
    assert JournalEntry.objects.count() == 0
    assert nodes() == []
    assert files(media) == []


def test_users_who_join_meanwhile_are_left_alone(few: DemoNetwork, media: Path) -> None:
    def join(label: str) -> None:
        if label == "Writing":
            make_user("grace")

    with pytest.raises(NotEmpty):
        fill(few, password=PASSWORD, progress=Steps(at=join))

    grace = User.objects.get()
    assert grace.username == "grace"
    assert [properties["uid"] for _, properties in nodes()] == [grace.pk]
    assert files(media) == []
