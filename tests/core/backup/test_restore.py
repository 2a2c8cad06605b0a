"""A backup that is taken while people write comes back whole, into stores of its own."""

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from itertools import count
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings as django_settings
from django.db import connection
from pytest_django.fixtures import Settings

from core.accounts.models import User
from core.accounts.profiles import update_profile
from core.backup import take_backup
from core.comments.services import create_comment
from core.dev.demo.pictures import SCENES
from core.follows.services import follow, unfollow
from core.journal.models import JournalEntry
from core.likes.services import like
from core.moderation.deletion import remove_account
from core.posts.services import NewImage, create_post, delete_post
from tests.emptying import empty_graph
from tests.factories import make_user, make_users
from tests.graph_state import edges
from tests.programs import Program
from tests.waiting import wait_until

from .servers import Servers, files, second_servers, tables

pytestmark = pytest.mark.usefixtures("stores")


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    with second_servers(tmp_path_factory.mktemp("second")) as servers:
        yield servers


@pytest.fixture
def media(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


@contextmanager
def writing(*people: User) -> Iterator[None]:
    """Each of these people writes in a thread of their own, without a pause, until the end."""
    stop = threading.Event()
    failures: list[Exception] = []

    def write(author: User) -> None:
        try:
            for number in count():
                if stop.is_set():
                    return
                post = create_post(author=author, content=f"{author.username} {number}")
                create_comment(author=author, post=post.pk, content="And another thing.")
                for other in people:
                    if other.pk != author.pk:
                        follow(follower=author, followee=other.pk)
                        like(liker=other, post=post.pk)
                        if number % 2:
                            unfollow(follower=author, followee=other.pk)
                if number % 5 == 4:
                    delete_post(editor=author, post=post.pk)
        except Exception as error:  # noqa: BLE001 - the test looks at it
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=[author]) for author in people]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert failures == []


def entries() -> int:
    return JournalEntry.objects.count()


def rows(servers: Servers, sql: str) -> list[tuple[object, ...]]:
    with psycopg2.connect(servers.database_url) as other, other.cursor() as cursor:
        cursor.execute(sql)
        found: list[tuple[object, ...]] = cursor.fetchall()
    other.close()
    return found


# Documents and the journal's entries about them are written in one transaction: where a snapshot
# cut one in two, these differ.
POSTS = "SELECT id FROM core_post ORDER BY 1"
POSTS_OF_JOURNAL = """
    SELECT target FROM core_journalentry WHERE kind = 'posted' EXCEPT
    SELECT target FROM core_journalentry WHERE kind = 'post_deleted' ORDER BY 1
"""
COMMENTS = "SELECT id FROM core_comment ORDER BY 1"
COMMENTS_OF_JOURNAL = """
    SELECT comment FROM core_journalentry WHERE kind = 'commented' AND target NOT IN (
        SELECT target FROM core_journalentry WHERE kind = 'post_deleted')
    ORDER BY 1
"""
FOLLOWS = """
    SELECT actor_id, recipient_id FROM core_notification
    WHERE kind = 'follow' AND withdrawn_at IS NULL ORDER BY 1, 2
"""
FOLLOWS_OF_JOURNAL = """
    SELECT actor, target FROM (
        SELECT DISTINCT ON (actor, target) actor, target, kind FROM core_journalentry
        WHERE kind IN ('followed', 'unfollowed') ORDER BY actor, target, id DESC
    ) AS last WHERE kind = 'followed' ORDER BY 1, 2
"""


def test_a_backup_taken_while_people_write_is_one_moment(
    second: Servers, media: Path, tmp_path: Path
) -> None:
    ada, bob, carl = make_users("ada", "bob", "carl")
    picture = SCENES[0].read()
    create_post(author=ada, content="Look.", images=[NewImage(BytesIO(picture), "The sky.")])
    update_profile(user=bob, profile_image=BytesIO(picture))
    with writing(ada, bob, carl):
        wait_until(lambda: entries() > 50)
        manifest = take_backup(tmp_path / "busy.backup")
        wait_until(lambda: entries() > manifest.contents.entries + 50)
    empty_graph()

    restored = second.manage("restore_stores", tmp_path / "busy.backup")

    assert restored.returncode == 0, restored.stderr
    said = restored.stdout.splitlines()
    assert said[0] == (
        f"Restored 3 people, {manifest.contents.posts:,} posts, "
        f"{manifest.contents.comments:,} comments, {manifest.contents.entries:,} journal entries "
        f"and 4 picture files, as of {manifest.taken_at}."
    )
    assert said[1].startswith(f"Wrote 3 people, {manifest.contents.posts:,} posts and ")
    assert said[1].endswith(" s: no difference.")
    assert len(rows(second, POSTS)) == manifest.contents.posts > 5
    for documents, journal in (
        (POSTS, POSTS_OF_JOURNAL),
        (COMMENTS, COMMENTS_OF_JOURNAL),
        (FOLLOWS, FOLLOWS_OF_JOURNAL),
    ):
        assert rows(second, documents) == rows(second, journal)
    then, now = tables(second.database_url), tables(django_settings.DATABASE_URL)
    assert set(then["core_journalentry"]) < set(now["core_journalentry"])
    assert then["core_user"] == now["core_user"]
    assert files(second.media) == files(media)
    assert [(a, b) for kind, a, b in edges() if kind == "FOLLOWS"] == rows(second, FOLLOWS)
    assert second.manage("audit_graph").returncode == 0


def test_restoring_takes_the_place_of_what_was_there(
    second: Servers, media: Path, tmp_path: Path
) -> None:
    ada, bob, gone = make_users("ada", "bob", "gone")
    for person in (bob, gone):
        follow(follower=ada, followee=person.pk)
        like(liker=person, post=create_post(author=ada, content="Hello.").pk)
    picture = SCENES[1].read()
    post = create_post(author=bob, content="", images=[NewImage(BytesIO(picture))])
    create_comment(author=ada, post=post.pk, content="Lovely.")
    remove_account(gone)
    manifest = take_backup(tmp_path / "quiet.backup")
    then, graph_then, files_then = tables(django_settings.DATABASE_URL), edges(), files(media)
    make_user("too_late")
    assert second.manage("migrate").returncode == 0
    with psycopg2.connect(second.database_url) as other, other.cursor() as cursor:
        # A table of a newer version, which would keep the older ones from being replaced.
        cursor.execute("DROP TABLE IF EXISTS core_future")
        cursor.execute("CREATE TABLE core_future (who bigint REFERENCES core_user)")
        cursor.execute(
            """
            INSERT INTO core_user (id, username, email, password, display_name, bio, profile_image,
                profile_image_small, date_joined, is_active, is_staff, is_superuser, token_version)
            VALUES (500, 'old', 'old@example.com', '', '', '', '', '', now(), true, false, false, 1)
            """
        )
        cursor.execute("SELECT setval('core_user_id_seq', 500)")
    other.close()

    refused = second.manage("restore_stores", tmp_path / "quiet.backup")
    assert (
        refused.stderr
        == "CommandError: The database has tables of another application, such as core_future.\n"
    )
    assert rows(second, "SELECT username FROM core_user WHERE id = 500") == [("old",)]

    restored = second.manage("restore_stores", tmp_path / "quiet.backup", "--replace")

    assert restored.returncode == 0, restored.stderr
    assert manifest.contents.people == 3
    assert tables(second.database_url) == then
    assert edges() == graph_then
    assert files_then.items() <= files(second.media).items()
    assert second.manage("audit_graph").returncode == 0
    assert rows(second, "SELECT nextval('core_user_id_seq')") == [(501,)]


def test_a_restore_that_is_killed_has_changed_nothing(
    second: Servers, media: Path, tmp_path: Path
) -> None:
    ada = make_user("ada")
    for _ in range(40):
        # More than fits into the pipe to psql, so that it cannot all have been handed over.
        create_post(author=ada, content=secrets.token_hex(2_500))
    take_backup(tmp_path / "now.backup")
    second.manage("migrate")
    before = tables(second.database_url)
    with psycopg2.connect(second.database_url) as other, other.cursor() as cursor:
        cursor.execute("LOCK TABLE core_post IN ACCESS SHARE MODE")
        process = Program(
            *("manage.py", "restore_stores", tmp_path / "now.backup", "--replace"),
            environ=second.environment,
        )
        wait_until(lambda: len(rows(second, WAITING)) == 1)
        process.kill()
        process.communicate()
    other.close()
    wait_until(lambda: rows(second, SESSIONS) == [])
    assert tables(second.database_url) == before


SESSIONS = "SELECT pid FROM pg_stat_activity WHERE application_name = 'psql'"
WAITING = f"{SESSIONS} AND wait_event_type = 'Lock'"
