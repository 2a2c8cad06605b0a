"""The file of a backup: its members and its checks."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from .errors import BackupFailed
from .manifest import Manifest, from_json

MANIFEST = "manifest.json"
DUMP = "database.dump"
MEDIA = "media/"
LARGEST_MANIFEST = 10_000_000


@contextmanager
def opened(path: Path) -> Iterator[tuple[ZipFile, Manifest]]:
    """Open a backup that was read completely. Raises BackupFailed if it is damaged."""
    try:
        archive = ZipFile(path)
    except (BadZipFile, NotImplementedError) as error:
        raise BackupFailed(f"{path} is not a backup, or was cut off.") from error
    except OSError as error:
        raise BackupFailed(f"{path} cannot be read: {error.strerror}.") from error
    with archive:
        try:
            manifest = _checked(archive)
        except BackupFailed as error:
            raise BackupFailed(f"{path} is no backup to restore: {error}") from error
        yield archive, manifest


def pictures(archive: ZipFile) -> list[ZipInfo]:
    """Return the members that are pictures."""
    return [member for member in archive.infolist() if member.filename.startswith(MEDIA)]


def _checked(archive: ZipFile) -> Manifest:
    members = archive.infolist()
    if {MANIFEST, DUMP} - {member.filename for member in members}:
        raise BackupFailed("it has no manifest and dump of ours.")
    if any(member.compress_type != ZIP_STORED or member.flag_bits & 1 for member in members):
        raise BackupFailed("it was packed by another program.")
    if archive.getinfo(MANIFEST).file_size > LARGEST_MANIFEST:
        raise BackupFailed("its manifest is too large.")
    try:
        damaged = archive.testzip()
    except (BadZipFile, EOFError, OSError) as error:
        raise BackupFailed("it is damaged.") from error
    if damaged is not None:
        raise BackupFailed(f"{damaged} in it is damaged.")
    manifest = from_json(archive.read(MANIFEST))
    if len(pictures(archive)) != (manifest.pictures or 0):
        raise BackupFailed("it does not hold the pictures that its manifest counts.")
    return manifest
