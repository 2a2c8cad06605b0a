"""The command `load_demo`."""

from collections import Counter
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from core.accounts.models import User
from core.comments.models import Comment
from core.dev.demo.pictures import SCENES
from core.dev.demo.records import DemoNetwork
from core.journal.models import JournalEntry
from core.management.commands import load_demo
from core.notifications.models import Notification
from core.posts.models import Post, PostImage
from core.posts.services import NewImage, create_post
from graph.connection import driver
from tests.factories import make_user
from tests.graph_state import edges, nodes

from .excerpt import excerpt

pytestmark = pytest.mark.usefixtures("stores")


@pytest.fixture(autouse=True)
def demo(settings: Settings, tmp_path: Path) -> Path:
    settings.PLAYGROUND_DEMO_PASSWORD = "the-demo-password"
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch, network: DemoNetwork) -> DemoNetwork:
    """What is loaded: a tenth of the demo, as all of it takes half a minute."""
    few = excerpt(network, people=40, posts=200)
    monkeypatch.setattr(load_demo, "build_demo", lambda now: few)
    return few


def load(**options: bool) -> str:
    out = StringIO()
    call_command("load_demo", stdout=out, **options)
    return out.getvalue()


def everything() -> dict[str, int]:
    models = (User, Post, PostImage, Comment, Notification, JournalEntry)
    counts = {model.__name__: model.objects.count() for model in models}
    return counts | {"nodes": len(nodes())} | Counter(kind for kind, _, _ in edges())


def test_somebody_there_is_left_alone_until_reset(demo: Path, few: DemoNetwork) -> None:
    grace = make_user("grace")
    picture = BytesIO(SCENES[0].read())
    create_post(author=grace, content="Mine.", images=[NewImage(picture)])
    before = everything()

    assert load(if_empty=True) == ""
    with pytest.raises(CommandError, match="The network already has users"):
        load()
    assert everything() == before

    said = load(reset=True)

    counts = everything()
    assert said == (
        f"The demo: 40 people, {counts['FOLLOWS']} follows, 200 posts with "
        f"{counts['PostImage']} pictures, {counts['Comment']:,} comments and "
        f"{counts['LIKED']:,} likes.\n"
    )
    assert (counts["User"], counts["Post"]) == (40, 200)
    for rows, kind in (
        (few.follows, "FOLLOWS"), (few.likes, "LIKED"), (few.comments, "COMMENTED_ON")
    ):  # fmt: skip
        assert counts[kind] == len(rows) > 100
    assert counts["nodes"] == counts["User"] + counts["Post"]
    assert (counts["POSTED"], counts["COMMENTED_ON"]) == (200, counts["Comment"])
    assert not JournalEntry.objects.filter(applied_at__isnull=True).exists()
    assert not User.objects.filter(pk__lte=grace.pk).exists()
    assert len([path for path in demo.rglob("*") if path.is_file()]) == 2 * (
        sum(person.portrait is not None for person in few.people) + counts["PostImage"]
    )
    news = Notification.objects.filter(recipient__username="ada")
    assert set(news.values_list("kind", flat=True)) == {"follow", "like", "comment", "reply"}
    assert news.filter(read_at__isnull=True).count() >= 5
    assert load(if_empty=True) == ""
    assert everything() == counts


def test_without_a_demo_password_nothing_is_loaded_or_deleted(
    settings: Settings,
) -> None:
    settings.PLAYGROUND_DEMO_PASSWORD = ""
    make_user("grace")

    with pytest.raises(CommandError, match="These settings have no demo"):
        load(reset=True)

    assert [user.username for user in User.objects.all()] == ["grace"]


def test_neo4j_unavailable_is_reported_and_leaves_nothing(settings: Settings, demo: Path) -> None:
    driver.configure("bolt://127.0.0.1:1")
    try:
        with pytest.raises(CommandError, match=r"Neo4j is unavailable; nothing was changed\."):
            load(if_empty=True)
    finally:
        driver.configure(settings.NEO4J_URL)

    assert User.objects.count() == 0
    assert [path for path in demo.rglob("*") if path.is_file()] == []
