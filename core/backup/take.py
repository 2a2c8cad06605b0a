"""Taking a backup while the service runs."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC
from pathlib import Path
from typing import IO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection, transaction

from core.accounts.models import User
from core.journal.store_pair import installation
from core.posts.models import PostImage

from .archive import DUMP, MANIFEST, MEDIA
from .errors import BackupFailed
from .manifest import Manifest, applied_migrations, contents, to_json
from .programs import Programs, address, environment, programs_for, server_version

CHUNK = 1 << 20


def take_backup(path: Path) -> Manifest:
    """Write a backup to `path`, which must not exist; return its manifest.

    The file appears complete or not at all; only its owner may read it, because it
    contains password hashes. Writes go on meanwhile: the dump and the counts of the manifest come
    from one snapshot. Raises BackupFailed.
    """
    if path.exists():
        raise BackupFailed(f"{path} already exists; backups are not overwritten.")
    if not path.parent.is_dir():
        raise BackupFailed(f"The folder {path.parent} does not exist.")
    programs = programs_for(server_version())
    try:
        with _appearing(path) as file:
            return _write(file, programs)
    except OSError as error:
        raise BackupFailed(f"The backup was not written: {error}") from error


def _write(file: IO[bytes], programs: Programs) -> Manifest:
    with ZipFile(file, "w", ZIP_STORED, strict_timestamps=False) as into:
        manifest = _copy(into, programs)
        into.writestr(ZipInfo(MANIFEST), to_json(manifest))
    return manifest


def _copy(into: ZipFile, programs: Programs) -> Manifest:
    with _snapshot() as (snapshot, taken_at):
        counted = contents()
        _dump(into, programs, snapshot)
        # After the dump, by its names: a picture's file never changes, it is only deleted.
        pictures, missing = _copy_pictures(into)
        return Manifest(
            taken_at=taken_at,
            postgres=server_version(),
            pg_dump=programs.version,
            migrations=applied_migrations(),
            contents=counted,
            pictures=pictures,
            missing_pictures=missing,
            installation=installation(),
        )


@contextmanager
def _snapshot() -> Iterator[tuple[str, str]]:
    """Open a transaction with one snapshot, and yield the name for pg_dump to share it."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        # The session is idle while pg_dump works.
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        cursor.execute("SELECT pg_export_snapshot(), now()")
        name, now = cursor.fetchone()
        yield name, now.astimezone(UTC).isoformat()


def _dump(into: ZipFile, programs: Programs, snapshot: str) -> None:
    command = programs.command(
        "pg_dump",
        "--format=custom",
        # The snapshot is open meanwhile, so fast compression rather than small.
        "--compress=1",
        "--no-owner",
        "--no-privileges",
        "--no-password",
        # A short memory, in numbers that mean nothing on another server.
        "--exclude-table-data=core_liveevent",
        "--exclude-table-data=core_livelog",
        # With the file anybody would be signed in to the admin: a key is kept as it is sent.
        "--exclude-table-data=django_session",
        f"--snapshot={snapshot}",
        f"--dbname={address()}",
    )
    with (
        tempfile.TemporaryFile() as words,
        subprocess.Popen(  # noqa: S603 - PostgreSQL's own program
            command, stdout=subprocess.PIPE, stderr=words, env=environment()
        ) as process,
    ):
        try:
            with into.open(ZipInfo(DUMP), "w", force_zip64=True) as member:
                shutil.copyfileobj(_output(process), member, CHUNK)
        except BaseException:
            process.kill()
            raise
        if process.wait():
            words.seek(0)
            raise BackupFailed(f"pg_dump failed: {words.read().decode(errors='replace').strip()}")


def _output(process: "subprocess.Popen[bytes]") -> IO[bytes]:
    assert process.stdout is not None  # noqa: S101 - it was asked for
    return process.stdout


def _copy_pictures(into: ZipFile) -> tuple[int | None, int]:
    """Add the files that the snapshot names; return how many, and how many were deleted already."""
    if not isinstance(default_storage, FileSystemStorage):
        return None, 0
    copied = missing = 0
    for name in _picture_names():
        try:
            into.write(default_storage.path(name), MEDIA + name)
        except FileNotFoundError:
            missing += 1
        else:
            copied += 1
    return copied, missing


def _picture_names() -> Iterator[str]:
    profiles = User.objects.exclude(profile_image="").order_by("pk")
    posts = PostImage.objects.order_by("pk")
    for rows in (
        profiles.values_list("profile_image", "profile_image_small"),
        posts.values_list("large", "small"),
    ):
        for names in rows.iterator():
            yield from names


@contextmanager
def _appearing(path: Path) -> Iterator[IO[bytes]]:
    """Open a file readable by its owner that gets this name when the block succeeds."""
    descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(draft).rename(path)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(draft)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
