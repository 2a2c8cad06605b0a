"""The job that writes an export, and what ends one."""

import logging
from collections.abc import Callable, Iterator
from datetime import timedelta

from django.db import connection
from django.db.models.functions import Now
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import JobAborted

from core.accounts.models import User
from core.database.transactions import atomic_with_retry
from core.jobs.retry import Backoff
from core.media.files import confirm_files, saving, schedule_deletion
from core.media.private import private_name, writing
from core.ratelimit.write_quotas import refund

from .archive import Archive, counted
from .models import DataExport
from .pictures import Picture, pictures_of
from .snapshot import Snapshot, snapshot_for
from .tables import README, TABLES

logger = logging.getLogger(__name__)

State = DataExport.State
RETRY = Backoff(attempts=6)
# How long a file may be written, how long it is kept, and after what time a job is taken for dead.
MAX_WORK = timedelta(days=1)
KEPT = timedelta(days=7)
# Rows between two looks at whether to go on; the progress is saved then, too.
STEP = 1_000
PURGED = 100

_EXPIRED = """
    DELETE FROM core_dataexport WHERE id = ANY(ARRAY(
        SELECT id FROM core_dataexport WHERE expires_at < now()
        ORDER BY expires_at LIMIT %s FOR UPDATE SKIP LOCKED)) RETURNING file
"""


class Superseded(Exception):
    """The export is no longer in work: it was finished, or deleted with its user."""


@app.task(name="write_data_export", queue="data_exports", retry=RETRY, pass_context=True)
def write_data_export(context: JobContext, *, export: int) -> None:
    """Write the file of this export.

    May run any number of times, and at the same time: each run has a file of its own, which the
    outbox deletes unless it is the one that finishes the export. A worker that stops, or dies,
    leaves the job to the next, which begins again.
    """
    try:
        write(export, context.should_abort)
    except (JobAborted, Superseded):
        raise
    except Exception:
        if RETRY.pause_after(context.job.attempts) is None:
            fail(export)
        raise


def write(export: int, should_abort: Callable[[], bool]) -> None:
    """Write the file, unless the export is over. Raises JobAborted."""
    in_work = DataExport.objects.select_related("user").filter(pk=export, state=State.RUNNING)
    found = in_work.filter(user__deleted_at__isnull=True).first()
    if found is None:
        return
    name = private_name("exports", "zip")
    try:
        with saving([name], within=MAX_WORK):
            size = _write(name, found, _Progress(export, should_abort))
            _finish(export, name, size)
    except Superseded:
        logger.info("A data export ended while it was written.")


class _Progress:
    """Counts rows and pictures, and saves how many now and then."""

    def __init__(self, export: int, should_abort: Callable[[], bool]) -> None:
        self._export = export
        self._should_abort = should_abort
        self._done = 0

    def begin(self, total: int) -> None:
        DataExport.objects.filter(pk=self._export).update(total=total, done=0)

    def tick(self) -> None:
        self._done += 1
        if self._done % STEP == 0:
            self.save()

    def save(self) -> None:
        """Save how far it is. Raises JobAborted and Superseded."""
        if self._should_abort():
            raise JobAborted
        in_work = DataExport.objects.filter(pk=self._export, state=State.RUNNING)
        if not in_work.update(done=self._done):
            raise Superseded


def _write(name: str, export: DataExport, progress: _Progress) -> int:
    """Write everything; returns how many bytes."""
    user: User = export.user
    with writing(name) as sink, snapshot_for(user.pk) as snapshot:
        moment = snapshot.moment()
        progress.begin(snapshot.total())
        with Archive(sink, moment) as archive:
            _write_tables(archive, snapshot, progress)
            snapshot.close()
            _write_pictures(archive, pictures_of(user, moment), progress)
    return sink.size


def _write_tables(archive: Archive, snapshot: Snapshot, progress: _Progress) -> None:
    archive.text("README.txt", README)
    for table in TABLES:
        archive.json(table.name, counted(snapshot.rows(table), progress.tick))
        archive.csv(table.name, table.columns, snapshot.rows(table))
        progress.save()


def _write_pictures(archive: Archive, pictures: Iterator[Picture], progress: _Progress) -> None:
    for picture in pictures:
        progress.tick()
        progress.save()
        try:
            archive.picture(picture.name, picture.chunks())
        except FileNotFoundError:
            logger.info("A picture was deleted while an export was written.")


@atomic_with_retry
def _finish(export: int, name: str, size: int) -> None:
    in_work = DataExport.objects.filter(pk=export, state=State.RUNNING)
    # Deleting the user deletes this row first, or finds the file in it.
    if not in_work.update(
        state=State.READY, file=name, size=size, finished_at=Now(), expires_at=Now() + KEPT
    ):
        raise Superseded
    confirm_files([name])


@atomic_with_retry
def fail(export: int) -> None:
    """Give up on an export; its user may ask for another one at once."""
    found = DataExport.objects.select_for_update().filter(pk=export, state=State.RUNNING).first()
    if found is None:
        return
    found.state = State.FAILED
    found.save(update_fields=["state"])
    DataExport.objects.filter(pk=export).update(finished_at=Now(), expires_at=Now() + KEPT)
    refund("data_exports", user_id=found.user_id)


def remove_exports_of(user: User) -> None:
    """Delete a user's exports and their files, in the caller's transaction."""
    theirs = DataExport.objects.select_for_update().filter(user=user.pk)
    schedule_deletion(list(theirs.values_list("file", flat=True)))
    theirs.delete()


@atomic_with_retry
def purge() -> int:
    """Delete up to PURGED exports that have expired; returns how many. Fail those whose job died.

    Cost: an index range.
    """
    dead = DataExport.objects.filter(state=State.RUNNING, created_at__lt=Now() - 2 * MAX_WORK)
    for export in dead.values_list("pk", flat=True):
        fail(export)
    with connection.cursor() as cursor:
        cursor.execute(_EXPIRED, [PURGED])
        files = [file for (file,) in cursor.fetchall()]
    schedule_deletion(files)
    return len(files)
