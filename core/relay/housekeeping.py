"""Periodic jobs that delete expired rows of PostgreSQL.

The purge of tombstones, which belongs to the journal, is a periodic task of the relay.
"""

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db import connection
from procrastinate import JobContext
from procrastinate.contrib.django import app

from core.database import read_your_writes
from core.database.clock import database_now
from core.database.time_ordered_ids import first_id_at
from core.jobs.retry import Backoff
from core.media.cleanup import cleanup
from core.media.files import BATCH as FILES
from core.ratelimit import known_addresses, limits
from core.realtime import retention as live

QUEUE = "housekeeping"
EVERY_MINUTE = "* * * * *"
EVERY_HOUR = "23 * * * *"
EVERY_NIGHT = "41 3 * * *"

BATCH = 5_000
FAILED_JOBS_KEPT_HOURS = 30 * 24

_TOKENS = """
    DELETE FROM core_refreshtoken WHERE id = ANY(ARRAY(
        SELECT id FROM core_refreshtoken WHERE expires_at < now() LIMIT %s FOR UPDATE SKIP LOCKED))
"""
_SESSIONS = """
    DELETE FROM django_session WHERE session_key = ANY(ARRAY(
        SELECT session_key FROM django_session WHERE expire_date < now()
        ORDER BY expire_date LIMIT %s FOR UPDATE SKIP LOCKED))
"""
_NOTIFICATIONS = """
    DELETE FROM core_notification WHERE id = ANY(ARRAY(
        SELECT id FROM core_notification WHERE id < %s
        ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED))
"""


def purge_refresh_tokens() -> int:
    """Delete up to `BATCH` refresh tokens that have expired; returns how many."""
    return _delete(_TOKENS, BATCH)


def purge_sessions() -> int:
    """Delete up to `BATCH` sessions of the admin that have expired; returns how many."""
    return _delete(_SESSIONS, BATCH)


def purge_notifications() -> int:
    """Delete up to `BATCH` notifications older than NOTIFICATIONS_KEPT_DAYS; returns how many.

    Read, unread or withdrawn. Cost: an index range of the ids, which are in order of time.
    """
    if not settings.NOTIFICATIONS_KEPT_DAYS:
        return 0
    oldest = database_now() - timedelta(days=settings.NOTIFICATIONS_KEPT_DAYS)
    return _delete(_NOTIFICATIONS, first_id_at(oldest), BATCH)


def _delete(statement: str, *parameters: int | str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return int(cursor.rowcount)


def _repeat(cron: str, name: str, work: Callable[[], int], *, batch: int | None = None) -> None:
    """Run `work` as a job of this name, repeatedly while it returns `batch`."""

    def run(context: JobContext, timestamp: int) -> None:
        while work() == batch and not context.should_abort():
            pass

    task = app.task(
        name=name,
        queue=QUEUE,
        queueing_lock=name,
        retry=Backoff(attempts=5),
        pass_context=True,
    )
    app.periodic(cron=cron)(task(run))


_repeat(EVERY_MINUTE, "sweep_files", cleanup, batch=FILES)
_repeat(EVERY_MINUTE, "purge_last_writes", read_your_writes.forget)
_repeat(EVERY_MINUTE, "purge_live_events", live.forget, batch=live.BATCH)
_repeat(EVERY_MINUTE, "purge_allowances", limits.purge, batch=limits.BATCH)
_repeat(EVERY_MINUTE, "purge_known_addresses", known_addresses.purge, batch=known_addresses.BATCH)
_repeat(EVERY_HOUR, "purge_refresh_tokens", purge_refresh_tokens, batch=BATCH)
_repeat(EVERY_HOUR, "purge_sessions", purge_sessions, batch=BATCH)
_repeat(EVERY_HOUR, "purge_notifications", purge_notifications, batch=BATCH)


@app.periodic(cron=EVERY_NIGHT)
@app.task(name="purge_failed_jobs", queue=QUEUE, queueing_lock="purge_failed_jobs")
def purge_failed_jobs(timestamp: int) -> None:
    """Delete old failed jobs of mail and housekeeping; a failed account deletion stays."""
    for queue in ("mail", QUEUE):
        _delete(_FAILED_JOBS, queue, FAILED_JOBS_KEPT_HOURS)


_FAILED_JOBS = """
    DELETE FROM procrastinate_jobs job
    WHERE status IN ('failed', 'cancelled', 'aborted') AND queue_name = %s
      AND NOT EXISTS (SELECT FROM procrastinate_events event WHERE event.job_id = job.id
                      AND event.at > now() - %s * interval '1 hour')
"""
