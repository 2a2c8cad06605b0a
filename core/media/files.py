"""Files in the storages (folders, or S3), kept in step with the rows that name them.

The storage has no transactions, so PostgreSQL lists each file for deletion while no row names it:
an uploaded file before it is saved, a deleted one from the transaction of the deletion on. A
process that dies in between leaves files in that list, which a job deletes.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import partial

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import Error, connection, transaction
from django.db.models.functions import Now

from . import ImageNames, ProcessedImage
from .models import DoomedFile
from .private import storage_of

logger = logging.getLogger(__name__)

# An upload that takes longer than this is considered dead.
MAX_UPLOAD = timedelta(hours=1)
# Until then the process that deleted the rows deletes the files itself.
GRACE = timedelta(minutes=1)
# Pauses before a failed deletion is retried: 2, 4, 8, … minutes, up to a day.
FIRST_PAUSE = timedelta(minutes=2)
MAX_PAUSE = timedelta(days=1)
BATCH = 500


class UploadTooLate(Exception):
    """The upload took longer than MAX_UPLOAD, so its files were deleted."""


@contextmanager
def uploading(images: Sequence[ImageNames]) -> Iterator[None]:
    """Wrap a block that saves these files and then commits rows that name them.

    The transaction of the rows must call `confirm`; without it, or when the block fails, the files
    are deleted. Costs one statement, and another when the block fails. Must not run inside a
    transaction, whose end it could not see.
    """
    with saving(_files_of(images), within=MAX_UPLOAD):
        yield


@contextmanager
def saving(names: Sequence[str], *, within: timedelta) -> Iterator[None]:
    """Do for files of these names what `uploading` does for images, which may take `within`."""
    if names and connection.in_atomic_block:
        raise transaction.TransactionManagementError("Files are saved before the transaction.")
    _list_for_deletion(names, within=within)
    try:
        yield
    except UploadTooLate:
        _list_for_deletion(names, within=timedelta(0))  # saved after the cleanup
        raise
    except BaseException:
        delete_now(names)
        raise


def save_image(image: ProcessedImage, names: ImageNames) -> None:
    """Save both versions, inside `uploading`."""
    for name, content in ((names.large, image.large), (names.small, image.small)):
        default_storage.save(name, ContentFile(content))


def confirm(images: Sequence[ImageNames]) -> None:
    """Keep these files, in the transaction of the rows that name them. One statement.

    Raises UploadTooLate.
    """
    confirm_files(_files_of(images))


def confirm_files(names: Sequence[str]) -> None:
    """Do the same for files that `saving` lists. Raises UploadTooLate."""
    if names and DoomedFile.objects.filter(pk__in=names).delete()[0] != len(names):
        raise UploadTooLate


def schedule_deletion(names: Iterable[str]) -> None:
    """Delete these files once the transaction commits, even if this process dies.

    Empty names are no files. Two statements, one of them after the commit.
    """
    files = [name for name in names if name]
    if files:
        _list_for_deletion(files, within=GRACE)
        transaction.on_commit(partial(delete_now, files))


def delete_now(names: Sequence[str]) -> None:
    """Delete those of these files that are pending deletion, due or not; never raises.

    Files that could not be deleted are left to the cleanup.
    """
    try:
        for start in range(0, len(names), BATCH):
            _delete(_CLAIM_NAMED, list(names[start : start + BATCH]))
    except Error as error:
        logger.warning("PostgreSQL failed; %d files left to the cleanup: %s", len(names), error)
        connection.close_if_unusable_or_obsolete()


def delete_pending_files() -> int:
    """Delete up to `BATCH` files whose deletion is due; returns how many were processed."""
    return _delete(_CLAIM_DUE, BATCH)


# A claim takes rows that no other process has locked; they return if the transaction fails.
_CLAIM_NAMED = """
    DELETE FROM core_doomedfile WHERE name = ANY(ARRAY(
        SELECT name FROM core_doomedfile WHERE name = ANY(%s) FOR UPDATE SKIP LOCKED))
    RETURNING name, attempts
"""
_CLAIM_DUE = """
    DELETE FROM core_doomedfile WHERE name = ANY(ARRAY(
        SELECT name FROM core_doomedfile WHERE due_at <= now()
        ORDER BY due_at LIMIT %s FOR UPDATE SKIP LOCKED))
    RETURNING name, attempts
"""


@transaction.atomic
def _delete(claim: str, which: list[str] | int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(claim, [which])
        claimed = cursor.fetchall()
    stuck = [_later(name, attempts + 1) for name, attempts in claimed if not _is_deleted(name)]
    DoomedFile.objects.bulk_create(stuck)
    return len(claimed)


def _is_deleted(name: str) -> bool:
    try:
        storage_of(name).delete(name)
    except Exception:
        logger.exception("File %s could not be deleted; retrying later.", name)
        return False
    return True


def _later(name: str, attempts: int) -> DoomedFile:
    pause = min(FIRST_PAUSE * 2 ** min(attempts - 1, 20), MAX_PAUSE)
    return DoomedFile(name=name, attempts=attempts, due_at=Now() + pause)


def _files_of(images: Iterable[ImageNames]) -> list[str]:
    return [name for image in images for name in (image.large, image.small)]


def _list_for_deletion(names: Sequence[str], *, within: timedelta) -> None:
    due_at = Now() + within
    pending_deletions = [DoomedFile(name=name, due_at=due_at) for name in names]
    DoomedFile.objects.bulk_create(pending_deletions, batch_size=10 * BATCH)
