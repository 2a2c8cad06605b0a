"""Restoring a backup: PostgreSQL and the pictures; the graph follows from them."""

from collections.abc import Iterator
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
from .replay import replay


def restore_backup(path: Path, *, replace: bool = False) -> Manifest:
    """Bring PostgreSQL and the pictures to the state of this backup, and say what it is.

    The whole file is checked first. PostgreSQL is changed in one transaction, which commits only
    if the rows are those that the manifest counts. A database that is not empty is refused unless
    `replace`; pictures that it named are left where they are. Raises BackupFailed, and nothing
    has changed then.
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
        last_person = _last_person()
        connection.close()
        with _pictures_kept(archive), archive.open(DUMP) as dump:
            replay(dump, manifest.contents, programs=programs, last_person=last_person)
    return manifest


def _require_known_migrations(manifest: Manifest) -> None:
    known = {".".join(key) for key in MigrationLoader(connection).disk_migrations or ()}
    unknown = sorted(set(manifest.migrations) - known)
    if unknown:
        raise BackupFailed(
            f"The backup was made by a newer version: {unknown[0]} is no migration of this one."
        )


def _require_empty() -> None:
    """Empty tables of ours are no hindrance: `migrate` makes them."""
    tables = set(connection.introspection.table_names())
    ours = {*connection.introspection.django_table_names(), "django_migrations"}
    # Those that a library's migrations make by hand count as unmanaged.
    ours |= {model._meta.db_table for model in apps.get_models()}
    if foreign := sorted(tables - ours):
        raise BackupFailed(f"The database has tables that are not ours, such as {foreign[0]}.")
    for model in (User, JournalEntry, ImportRecord):
        if model._meta.db_table in tables and model._default_manager.exists():
            raise BackupFailed("The database is not empty; --replace throws away what is in it.")


def _last_person() -> int:
    """The highest number that a person here ever had; 0 where there are no tables.

    It is not given again, so that an access token of somebody who is replaced names nobody.
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
    """Put the pictures into the media storage; those that are new go again if the block raises."""
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
        _take_away(added)
        raise BackupFailed(f"A picture in the backup has a bad name: {error}") from error
    except BaseException:
        _take_away(added)
        raise


def _take_away(names: list[str]) -> None:
    for name in names:
        default_storage.delete(name)


def _is_there(name: str, size: int) -> bool:
    """Files never change, but one may have been cut off when a restore was killed."""
    if not default_storage.exists(name):
        return False
    if default_storage.size(name) == size:
        return True
    default_storage.delete(name)
    return False
