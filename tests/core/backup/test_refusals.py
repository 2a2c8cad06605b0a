"""What is not a whole backup of ours is refused, and nothing has changed."""

import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from core.backup import take_backup
from core.dev.demo.pictures import SCENES
from core.management.commands import restore_stores
from core.posts.services import NewImage, create_post
from graph.connection import driver
from tests.factories import make_user
from tests.graph_state import edges, nodes

from .servers import files, tables

pytestmark = pytest.mark.usefixtures("stores")


@pytest.fixture
def media(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


@pytest.fixture
def backup(stores: None, media: Path, tmp_path: Path) -> Path:
    """A good one; ada joined before it, with a picture, and bob after it."""
    picture = SCENES[0].read()
    create_post(author=make_user("ada"), content="", images=[NewImage(BytesIO(picture))])
    take_backup(tmp_path / "good.backup")
    make_user("bob")
    return tmp_path / "good.backup"


def refusal_of(file: Path, *arguments: str) -> str:
    """Why this file is not restored; fails if the stores or the pictures changed."""
    media = Path(django_settings.MEDIA_ROOT)

    def everything() -> object:
        return tables(django_settings.DATABASE_URL), nodes(), edges(), files(media)

    before = everything()
    with pytest.raises(CommandError) as refusal:
        call_command("restore_stores", str(file), *arguments)
    assert everything() == before
    return str(refusal.value)


def repacked(
    backup: Path,
    *,
    without: str = "",
    compression: int = ZIP_STORED,
    change: Callable[[dict[str, Any]], object] = lambda manifest: None,
    members: dict[str, bytes] | None = None,
) -> Path:
    """The backup with something about it changed, and right checksums."""
    file = backup.with_name("other.backup")
    with ZipFile(backup) as source, ZipFile(file, "w", compression) as into:
        for name in source.namelist():
            content = (members or {}).get(name, source.read(name))
            if name == "manifest.json":
                manifest = json.loads(content)
                change(manifest)
                content = json.dumps(manifest).encode()
            if name != without:
                into.writestr(name, content)
        for name in set(members or {}) - set(source.namelist()):
            into.writestr(name, (members or {})[name])
    return file


def test_files_that_are_cut_off(backup: Path) -> None:
    whole = backup.read_bytes()
    cut = backup.with_name("cut.backup")
    for length in (0, 1, 100, len(whole) // 2, len(whole) - 1):
        cut.write_bytes(whole[:length])
        assert refusal_of(cut, "--replace") == f"{cut} is not a backup, or was cut off."


def test_files_that_are_damaged(backup: Path) -> None:
    whole = bytearray(backup.read_bytes())
    hurt = backup.with_name("hurt.backup")
    place = whole.index(b"PGDMP") + 5_000
    whole[place] ^= 1
    hurt.write_bytes(whole)
    assert refusal_of(hurt, "--replace") == (
        f"{hurt} is no backup to restore: database.dump in it is damaged."
    )


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"without": "manifest.json"}, "it has no manifest and dump of ours."),
        ({"without": "database.dump"}, "it has no manifest and dump of ours."),
        ({"compression": ZIP_DEFLATED}, "it was packed by another program."),
        ({"change": lambda m: m.update(project="blog")}, "it is a backup of 'blog'."),
        ({"change": lambda m: m.pop("project")}, "it has no manifest of ours."),
        ({"change": lambda m: m.pop("contents")}, "its manifest is incomplete."),
        ({"change": lambda m: m.update(more=1)}, "its manifest is incomplete."),
        (
            {"change": lambda m: m.update(format=2)},
            "its format is 2; this version reads format 1.",
        ),
        (
            {"change": lambda m: m["contents"].update(people="0; DROP TABLE core_user")},
            "its manifest is malformed at 'people'.",
        ),
        (
            {"change": lambda m: m.update(pictures=3)},
            "it does not hold the pictures that its manifest counts.",
        ),
    ],
)
def test_foreign_files(backup: Path, given: dict[str, Any], sentence: str) -> None:
    file = repacked(backup, **given)
    assert refusal_of(file, "--replace") == f"{file} is no backup to restore: {sentence}"


def test_backups_of_newer_versions(backup: Path) -> None:
    file = repacked(backup, change=lambda m: m["migrations"].append("core.9999_future"))
    assert refusal_of(file, "--replace") == (
        "The backup was made by a newer version: core.9999_future is unknown to this one."
    )
    file = repacked(backup, change=lambda m: m.update(postgres=99))
    assert refusal_of(file, "--replace").startswith("The backup is of PostgreSQL 99; this server")
    file = repacked(backup, change=lambda m: m.update(pg_dump=99))
    assert refusal_of(file, "--replace").endswith("; version 99 or newer is needed.")


def test_rows_that_are_not_those_of_the_manifest(backup: Path) -> None:
    file = repacked(backup, change=lambda m: m["contents"].update(entries=3))
    said = refusal_of(file, "--replace")
    assert said.startswith("PostgreSQL rejected the dump; nothing was changed: ")
    assert "The rows are not those that the manifest counts." in said


def test_a_dump_that_is_none(backup: Path) -> None:
    file = repacked(backup, members={"database.dump": b"PGDMP and then nonsense" * 1_000})
    assert "nothing was changed: pg_restore: error: " in refusal_of(file, "--replace")


def test_new_pictures_go_again_and_bad_names_are_refused(backup: Path, media: Path) -> None:
    for path in [path for path in media.rglob("*") if path.is_file()]:
        path.unlink()
    file = repacked(backup, change=lambda m: m["contents"].update(entries=3))
    assert "The rows are not those" in refusal_of(file, "--replace")
    assert files(media) == {}
    file = repacked(
        backup,
        change=lambda m: m.update(pictures=3),
        members={"media/../../escaped.jpg": b"outside"},
    )
    assert refusal_of(file, "--replace").startswith("A picture in the backup has a bad name: ")
    assert list(backup.parent.parent.rglob("escaped.jpg")) == []


def test_databases_that_are_refused(backup: Path) -> None:
    assert refusal_of(backup) == ("The database is not empty; --replace deletes its contents.")
    missing = backup.with_name("missing.backup")
    assert refusal_of(missing) == f"{missing} cannot be read: No such file or directory."


def test_without_neo4j_nothing_is_begun(backup: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(restore_stores, "NEO4J_SECONDS", 0.0)
    before = tables(django_settings.DATABASE_URL)
    driver.configure("bolt://127.0.0.1:1")
    try:
        with pytest.raises(CommandError, match=r"^Neo4j is unavailable; nothing was changed\.$"):
            call_command("restore_stores", str(backup), "--replace")
    finally:
        driver.configure(django_settings.NEO4J_URL)
    assert tables(django_settings.DATABASE_URL) == before
