"""Image files in the media storage (a folder, or S3), kept in step with the rows that name them.

The storage knows no transactions, so a file is doomed, in PostgreSQL, for as long as no row names
it: an upload from before it is saved, a deletion from its own transaction on. Whoever dies in
between leaves doomed files, which a job sweeps away.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import partial

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import Error, connection, transaction
from django.utils import timezone

from . import ImageNames, ProcessedImage
from .models import DoomedFile

logger = logging.getLogger(__name__)

# An upload that takes longer than this is taken for dead.
LONGEST_UPLOAD = timedelta(hours=1)
# Until then the process that deleted the rows is at it by itself.
GRACE = timedelta(minutes=1)
# Pauses before the next try with a file that would not go: 2, 4, 8, … minutes, up to a day.
FIRST_PAUSE = timedelta(minutes=2)
LONGEST_PAUSE = timedelta(days=1)
BATCH = 500


class UploadTooLate(Exception):
    """The upload took so long that its files were taken for left behind, and deleted."""


@contextmanager
def uploading(images: Sequence[ImageNames]) -> Iterator[None]:
    """For a block that saves these files and then commits rows that name them.

    The transaction of the rows must call `keep`; without it, or when the block fails, the files go
    again. Costs one statement, and another when the block fails. Must not be inside a transaction,
    whose end nobody here would see.
    """
    names = _files_of(images)
    if names and connection.in_atomic_block:
        raise transaction.TransactionManagementError("Files are saved before the transaction.")
    _doom(names, within=LONGEST_UPLOAD)
    try:
        yield
    except UploadTooLate:
        _doom(names, within=timedelta(0))  # saved after they were swept
        raise
    except BaseException:
        delete_doomed(names)
        raise


def save_image(image: ProcessedImage, names: ImageNames) -> None:
    """Save both versions, inside `uploading`."""
    for name, content in ((names.large, image.large), (names.small, image.small)):
        default_storage.save(name, ContentFile(content))


def keep(images: Sequence[ImageNames]) -> None:
    """Let these files stay, in the transaction of the rows that name them. One statement.

    Raises UploadTooLate.
    """
    names = _files_of(images)
    if names and DoomedFile.objects.filter(pk__in=names).delete()[0] != len(names):
        raise UploadTooLate


def doom(names: Iterable[str]) -> None:
    """Delete these files once the transaction commits, whatever becomes of this process.

    Empty names are no files. Two statements, one of them after the commit.
    """
    files = [name for name in names if name]
    if files:
        _doom(files, within=GRACE)
        transaction.on_commit(partial(delete_doomed, files))


def delete_doomed(names: Sequence[str]) -> None:
    """Delete those of these files that are doomed, due or not; never raises.

    What was not deleted is left to the sweep.
    """
    try:
        for start in range(0, len(names), BATCH):
            _delete(_CLAIM_NAMED, list(names[start : start + BATCH]))
    except Error as error:
        logger.warning("PostgreSQL failed; %d files are left to the sweep: %s", len(names), error)
        connection.close_if_unusable_or_obsolete()


def sweep_files() -> int:
    """Delete up to `BATCH` doomed files that are due; gives how many were taken in hand."""
    return _delete(_CLAIM_DUE, BATCH)


# A claim takes rows that nobody else has in hand: it ends with the transaction, and if that fails
# they are back.
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
        default_storage.delete(name)
    except Exception:
        logger.exception("The file %s was not deleted; it is tried again later.", name)
        return False
    return True


def _later(name: str, attempts: int) -> DoomedFile:
    pause = min(FIRST_PAUSE * 2 ** min(attempts - 1, 20), LONGEST_PAUSE)
    return DoomedFile(name=name, attempts=attempts, due_at=timezone.now() + pause)


def _files_of(images: Iterable[ImageNames]) -> list[str]:
    return [name for image in images for name in (image.large, image.small)]


def _doom(names: Sequence[str], *, within: timedelta) -> None:
    due_at = timezone.now() + within
    doomed = [DoomedFile(name=name, due_at=due_at) for name in names]
    DoomedFile.objects.bulk_create(doomed, batch_size=10 * BATCH)
