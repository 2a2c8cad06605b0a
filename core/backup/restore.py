"""Restoring a backup: PostgreSQL and the pictures; the graph is rebuilt from them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from zipfile import ZipFile

from django.apps import apps
from django.core.exceptions import SuspiciousFileOperation
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from core.accounts.models import User
from core.importers.models import ImportRecord
from core.journal.models import JournalEntry

from .archive import DUMP, MEDIA, opened, pictures
from .errors import BackupFailed
from .manifest import Manifest
from .programs import programs_for, server_version
from .replay import Place, replay


def restore_backup(
    path: Path, *, replace: bool = False, place_of: Callable[[Manifest], Place] | None = None
) -> Manifest:
    """Restore PostgreSQL and the pictures from this backup; return its manifest.

    The whole file is checked first. PostgreSQL is changed in one transaction, which commits only
    if the rows are those that the manifest counts. A database that is not empty is refused unless
    `replace`; pictures that it named are kept. `place_of` returns the installation that the
    database is of then, else that of the backup. Raises BackupFailed, and what `place_of` raises;
    nothing has changed then.
    """
    with opened(path) as (archive, manifest):
        _require_known_migrations(manifest)
        if server_version() < manifest.postgres:
            raise BackupFailed(
                f"The backup is of PostgreSQL {manifest.postgres}; "
                f"this server is PostgreSQL {server_version()}."
            )
        programs = programs_for(manifest.pg_dump)
        if not replace:
            _require_empty()
        place = None if place_of is None else place_of(manifest)
        last_person = _last_person()
        connection.close()
        with _pictures_kept(archive), archive.open(DUMP) as dump:
            replay(
                dump,
                manifest.contents,
                programs=programs,
                last_person=last_person,
                place=place,
            )
    return manifest


def _require_known_migrations(manifest: Manifest) -> None:
    known = {".".join(key) for key in MigrationLoader(connection).disk_migrations or ()}
    unknown = sorted(set(manifest.migrations) - known)
    if unknown:
        raise BackupFailed(
            f"The backup was made by a newer version: {unknown[0]} is unknown to this one."
        )


def _require_empty() -> None:
    """Raise BackupFailed unless the database is empty; tables that `migrate` made may be there."""
    tables = set(connection.introspection.table_names())
    ours = {*connection.introspection.django_table_names(), "django_migrations"}
    # Tables that a library's migrations create by SQL are unmanaged.
    ours |= {model._meta.db_table for model in apps.get_models()}
    if foreign := sorted(tables - ours):
        raise BackupFailed(f"The database has tables of another application, such as {foreign[0]}.")
    for model in (User, JournalEntry, ImportRecord):
        if model._meta.db_table in tables and model._default_manager.exists():
            raise BackupFailed("The database is not empty; --replace deletes its contents.")


def _last_person() -> int:
    """Return the highest uid that was ever used here; 0 where there are no tables.

    It is not reused, so that an access token of a replaced user matches nobody.
    """
    if User._meta.db_table not in connection.introspection.table_names():
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT coalesce(
                pg_sequence_last_value(pg_get_serial_sequence('core_user', 'id')::regclass), 0)
            """
        )
        last: int = cursor.fetchone()[0]
    return last


@contextmanager
def _pictures_kept(archive: ZipFile) -> Iterator[None]:
    """Save the pictures to the media storage; delete the new ones if the block raises."""
    added: list[str] = []
    try:
        for member in pictures(archive):
            name = member.filename.removeprefix(MEDIA)
            if _is_there(name, member.file_size):
                continue
            with archive.open(member) as picture:
                added.append(default_storage.save(name, File(picture, name)))
        yield
    except SuspiciousFileOperation as error:
        _discard(added)
        raise BackupFailed(f"A picture in the backup has a bad name: {error}") from error
    except BaseException:
        _discard(added)
        raise


def _discard(names: list[str]) -> None:
    for name in names:
        default_storage.delete(name)


def _is_there(name: str, size: int) -> bool:
    """Return whether it is there with its size: a killed restore may have truncated one."""
    if not default_storage.exists(name):
        return False
    if default_storage.size(name) == size:
        return True
    default_storage.delete(name)
    return False
