"""The command `load_demo`."""

from collections import Counter
from dataclasses import replace
from datetime import datetime
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from core.accounts.models import User
from core.comments.models import Comment
from core.dev.demo.network import build_demo
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

pytestmark = pytest.mark.usefixtures("stores")


@pytest.fixture(autouse=True)
def demo(settings: Settings, tmp_path: Path) -> Path:
    settings.PLAYGROUND_DEMO_PASSWORD = "the-demo-password"
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def fewer_likes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The demo with everything but most of its 11,251 likes, which are half of the work."""

    def build(as_of: datetime) -> DemoNetwork:
        whole = build_demo(as_of)
        return replace(whole, likes=whole.likes[::8])

    monkeypatch.setattr(load_demo, "build_demo", build)


def load(**options: bool) -> str:
    out = StringIO()
    call_command("load_demo", stdout=out, **options)
    return out.getvalue()


def everything() -> dict[str, int]:
    models = (User, Post, PostImage, Comment, Notification, JournalEntry)
    counts = {model.__name__: model.objects.count() for model in models}
    return counts | {"nodes": len(nodes())} | Counter(kind for kind, _, _ in edges())


@pytest.mark.usefixtures("fewer_likes")
def test_somebody_there_is_left_alone_until_reset(demo: Path) -> None:
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
        f"The demo: {counts['User']} people, 4,356 follows, 2,000 posts with "
        f"{counts['PostImage']} pictures, {counts['Comment']:,} comments and "
        f"{counts['LIKED']:,} likes.\n"
    )
    assert (counts["User"], counts["Post"], counts["FOLLOWS"]) == (304, 2_000, 4_356)
    assert counts["nodes"] == counts["User"] + counts["Post"]
    assert (counts["POSTED"], counts["COMMENTED_ON"]) == (2_000, counts["Comment"])
    assert not JournalEntry.objects.filter(applied_at__isnull=True).exists()
    assert not User.objects.filter(pk__lte=grace.pk).exists()
    assert len([path for path in demo.rglob("*") if path.is_file()]) == 2 * (
        301 + counts["PostImage"]
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
