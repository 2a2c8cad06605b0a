"""Taking a backup: whole and private, or not there at all."""

import json
import stat
import subprocess
import threading
from io import BytesIO, StringIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from pytest_django.fixtures import Settings

from core.accounts.models import User
from core.accounts.profiles import update_profile
from core.accounts.sessions import start_session
from core.backup import BackupFailed, programs, take_backup
from core.backup.manifest import Contents
from core.dev.demo.pictures import SCENES
from core.follows.services import follow
from core.posts.models import PostImage
from core.posts.services import NewImage, create_post
from tests.factories import make_users
from tests.waiting import wait_until

pytestmark = pytest.mark.usefixtures("stores")


@pytest.fixture
def media(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


@pytest.fixture
def network(stores: None, media: Path) -> None:
    """Two people, a follow, a post with a picture, a profile picture: four files."""
    ada, bob = make_users("ada", "bob")
    follow(follower=ada, followee=bob.pk)
    picture = SCENES[0].read()
    create_post(author=ada, content="Look.", images=[NewImage(BytesIO(picture))])
    update_profile(user=bob, profile_image=BytesIO(picture))


@pytest.mark.usefixtures("network")
def test_it_holds_the_dump_the_pictures_and_a_manifest(tmp_path: Path, media: Path) -> None:
    file = tmp_path / "now.backup"
    manifest = take_backup(file)
    assert manifest.contents == Contents(people=2, posts=1, comments=0, entries=4, last_entry=4)
    assert (manifest.pictures, manifest.missing_pictures) == (4, 0)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["media", "now.backup"]
    with ZipFile(file) as archive:
        kept = {
            member.filename.removeprefix("media/"): archive.read(member)
            for member in archive.infolist()
            if member.filename.startswith("media/")
        }
        said = json.loads(archive.read("manifest.json"))
        assert archive.read("database.dump").startswith(b"PGDMP")
    assert kept == {
        str(path.relative_to(media)): path.read_bytes()
        for path in media.rglob("*")
        if path.is_file()
    }
    assert (said["project"], said["format"], said["contents"]["people"]) == ("social-graph", 1, 2)
    assert "core.0001_initial" in said["migrations"]


@pytest.mark.usefixtures("network")
def test_who_has_the_file_has_nobodys_session(tmp_path: Path) -> None:
    """Neither one of the admin, whose key is in its row, nor a refresh token or a password."""
    ada = User.objects.get(username="ada")
    ada.set_password("correct horse battery")
    ada.save()
    tokens = start_session(ada)
    client = Client()
    client.force_login(ada)
    file = tmp_path / "now.backup"
    take_backup(file)
    with ZipFile(file) as archive:
        archive.extract("database.dump", tmp_path)
    restore = programs.programs_for(programs.server_version())
    command = restore.command("pg_restore", "--file=-", str(tmp_path / "database.dump"))
    sql = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    key = client.session.session_key
    assert key is not None
    for secret in (key, tokens.refresh_token, "correct horse battery", settings.SECRET_KEY):
        assert secret not in sql
    assert ada.password in sql  # so it would have been found


@pytest.mark.usefixtures("network")
def test_the_command_says_what_is_in_it(tmp_path: Path, media: Path) -> None:
    (media / str(PostImage.objects.get().small)).unlink()
    (media / "nobody's.jpg").write_bytes(b"left behind by a crash")
    file = tmp_path / "now.backup"
    out = StringIO()
    call_command("backup_stores", str(file), stdout=out)
    megabytes = file.stat().st_size / 1_000_000
    assert out.getvalue().splitlines() == [
        "Backed up 2 people, 1 posts, 0 comments, 4 journal entries and 3 picture files. "
        f"{file} has {megabytes:,.1f} MB.",
        "Deleted before they were copied: 1 files.",
    ]


def test_with_pictures_elsewhere_it_says_so(tmp_path: Path, settings: Settings) -> None:
    backend = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": {"bucket_name": "b"}}
    settings.STORAGES = {**settings.STORAGES, "default": backend}
    assert take_backup(tmp_path / "now.backup").pictures is None


def test_another_backup_and_a_missing_folder_are_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "now.backup"
    file.write_text("yesterday's")
    with pytest.raises(CommandError) as refusal:
        call_command("backup_stores", str(file))
    assert str(refusal.value) == f"{file} already exists; backups are not overwritten."
    with pytest.raises(BackupFailed, match=f"^The folder {tmp_path}/no does not exist\\.$"):
        take_backup(tmp_path / "no" / "now.backup")
    assert [path.name for path in tmp_path.iterdir()] == ["now.backup"]
    assert file.read_text() == "yesterday's"


def test_a_dump_that_fails_leaves_no_file(tmp_path: Path) -> None:
    failures: list[BaseException] = []

    def take() -> None:
        try:
            take_backup(tmp_path / "now.backup")
        except BackupFailed as error:
            failures.append(error)
        finally:
            connection.close()

    other = connection.copy()
    taking = threading.Thread(target=take)
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("LOCK TABLE core_notification")
            taking.start()
            wait_until(lambda: len(_waiting_dumps()) == 1)
            assert [path.suffix for path in tmp_path.iterdir()] == [".part"]
            _terminate(*_waiting_dumps())
            taking.join(20)
    finally:
        other.rollback()
        other.close()
    (failure,) = failures
    assert str(failure).startswith("pg_dump failed: ")
    assert "terminating connection due to administrator command" in str(failure)
    assert list(tmp_path.iterdir()) == []


def _waiting_dumps() -> list[int]:
    """The sessions of pg_dump that wait for a lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT pid FROM pg_stat_activity
            WHERE application_name = 'pg_dump' AND wait_event_type = 'Lock'
            """
        )
        return [pid for (pid,) in cursor.fetchall()]


def _terminate(session: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [session])


def test_the_password_is_on_no_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (
        ("HOST", "db"),
        ("PASSWORD", "s3cret"),
        ("OPTIONS", {"sslmode": "require"}),
    ):
        monkeypatch.setitem(connection.settings_dict, name, value)
    assert "host=db" in programs.address()
    assert "sslmode=require" in programs.address()
    assert "s3cret" not in programs.address()
    assert programs.environment()["PGPASSWORD"] == "s3cret"


def test_the_oldest_programs_that_will_do_are_taken(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    version = programs.server_version()
    assert programs.programs_for(version).version >= version
    with pytest.raises(BackupFailed, match=r"here are version \d+; version 99 or newer is needed"):
        programs.programs_for(99)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(programs, "wheel_programs", lambda: None)
    with pytest.raises(BackupFailed, match=r"^pg_dump, pg_restore, psql are not installed: "):
        programs.programs_for(version)
    for name in programs.PROGRAMS:
        (tmp_path / name).write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 42.1'\n")
        (tmp_path / name).chmod(0o700)
    assert programs.programs_for(42) == programs.Programs(tmp_path, 42)
