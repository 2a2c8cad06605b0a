"""Periodic jobs that delete expired rows of PostgreSQL.

The purge of tombstones, which belongs to the journal, is a periodic task of the relay.
"""

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db import connection
from procrastinate import JobContext
from procrastinate.contrib.django import app

from core.accounts import old_usernames
from core.accounts.factors import challenges
from core.api_tokens import services as api_tokens
from core.bulk_acts import work as bulk_acts
from core.data_exports import work as data_exports
from core.database import read_your_writes
from core.database.clock import database_now
from core.database.time_ordered_ids import first_id_at
from core.idempotency import once
from core.jobs.retry import Backoff
from core.journal import causes
from core.media.cleanup import cleanup
from core.media.files import BATCH as FILES
from core.moderation import deactivation
from core.moderation import expiry as moderation
from core.moderation.erasure import BATCH as ERASED
from core.moderation.erasure import erase_names
from core.mutes import expiry
from core.ratelimit import known_addresses, limits
from core.realtime import retention as live
from core.relation_imports import work as relation_imports
from graph.writes.backfill import PEOPLE, backfill

QUEUE = "housekeeping"
EVERY_MINUTE = "* * * * *"
EVERY_HOUR = "23 * * * *"
EVERY_NIGHT = "41 3 * * *"

BATCH = 5_000
# In the place of a limit that is off: longer than a token lives.
FOR_EVER_HOURS = 1_000_000

# Of tokens that do not name their family, only the row of a spent one shows that it was stolen.
_TOKENS = """
    DELETE FROM core_refreshtoken WHERE id = ANY(ARRAY(
        SELECT id FROM core_refreshtoken
        WHERE expires_at < now()
           OR names_family AND least(spent_at, revoked_at) < now() - %s * interval '1 hour'
        LIMIT %s FOR UPDATE SKIP LOCKED))
"""
_MAIL_TOKENS = """
    DELETE FROM core_mailtoken WHERE id = ANY(ARRAY(
        SELECT id FROM core_mailtoken WHERE expires_at < now()
        ORDER BY expires_at LIMIT %s FOR UPDATE SKIP LOCKED))
"""
_SESSIONS = """
    DELETE FROM django_session WHERE session_key = ANY(ARRAY(
        SELECT session_key FROM django_session WHERE expire_date < now()
        ORDER BY expire_date LIMIT %s FOR UPDATE SKIP LOCKED))
"""
_WITHDRAWN = """
    DELETE FROM core_notification WHERE id = ANY(ARRAY(
        SELECT id FROM core_notification WHERE withdrawn_at < now() - %s * interval '1 day'
        ORDER BY withdrawn_at LIMIT %s FOR UPDATE SKIP LOCKED))
"""
_ADMIN_LOG = """
    DELETE FROM django_admin_log WHERE id = ANY(ARRAY(
        SELECT id FROM django_admin_log WHERE action_time < now() - %s * interval '1 day'
        ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED))
"""
_NOTIFICATIONS = """
    DELETE FROM core_notification WHERE id = ANY(ARRAY(
        SELECT id FROM core_notification WHERE id < %s
        ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED))
"""


def purge_refresh_tokens() -> int:
    """Delete up to `BATCH` refresh tokens that have expired, or that ended some time ago.

    Those were used or revoked, more than REFRESH_TOKENS_KEPT_HOURS ago. Returns how many.
    """
    return _delete(_TOKENS, settings.REFRESH_TOKENS_KEPT_HOURS or FOR_EVER_HOURS, BATCH)


def purge_mail_tokens() -> int:
    """Delete up to `BATCH` tokens of mails that have expired; returns how many."""
    return _delete(_MAIL_TOKENS, BATCH)


def purge_sessions() -> int:
    """Delete up to `BATCH` sessions of the admin that have expired; returns how many."""
    return _delete(_SESSIONS, BATCH)


def purge_withdrawn_notifications() -> int:
    """Delete up to `BATCH` of acts undone WITHDRAWN_NOTIFICATIONS_KEPT_DAYS ago; returns how many.

    Cost: an index range.
    """
    days = settings.WITHDRAWN_NOTIFICATIONS_KEPT_DAYS
    return _delete(_WITHDRAWN, days, BATCH) if days else 0


def purge_admin_log() -> int:
    """Delete up to `BATCH` lines of the admin's log after ADMIN_LOG_KEPT_DAYS; returns how many.

    Cost: a scan of the log.
    """
    days = settings.ADMIN_LOG_KEPT_DAYS
    return _delete(_ADMIN_LOG, days, BATCH) if days else 0


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
_repeat(EVERY_MINUTE, "purge_challenges", challenges.purge, batch=challenges.BATCH)
_repeat(EVERY_MINUTE, "end_mutes", expiry.end_expired, batch=expiry.BATCH)
_repeat(EVERY_MINUTE, "end_decisions", moderation.end_over, batch=moderation.BATCH)
_repeat(EVERY_MINUTE, "backfill_edges", backfill, batch=PEOPLE)
_repeat(EVERY_HOUR, "purge_refresh_tokens", purge_refresh_tokens, batch=BATCH)
_repeat(EVERY_HOUR, "purge_api_tokens", api_tokens.purge, batch=api_tokens.PURGED)
_repeat(EVERY_HOUR, "purge_mail_tokens", purge_mail_tokens, batch=BATCH)
_repeat(EVERY_HOUR, "purge_sessions", purge_sessions, batch=BATCH)
_repeat(EVERY_HOUR, "purge_notifications", purge_notifications, batch=BATCH)
_repeat(EVERY_HOUR, "purge_withdrawn_notifications", purge_withdrawn_notifications, batch=BATCH)
_repeat(EVERY_HOUR, "purge_old_usernames", old_usernames.purge, batch=old_usernames.BATCH)
_repeat(EVERY_HOUR, "delete_deactivated", deactivation.delete_overdue, batch=deactivation.BATCH)
_repeat(EVERY_HOUR, "purge_causes", causes.purge, batch=causes.BATCH)
_repeat(EVERY_HOUR, "purge_bulk_acts", bulk_acts.purge, batch=bulk_acts.PURGED)
_repeat(EVERY_HOUR, "purge_data_exports", data_exports.purge, batch=data_exports.PURGED)
_repeat(EVERY_HOUR, "purge_relation_imports", relation_imports.purge, batch=relation_imports.PURGED)
_repeat(EVERY_HOUR, "erase_names", erase_names, batch=ERASED)
_repeat(EVERY_NIGHT, "purge_admin_log", purge_admin_log, batch=BATCH)
_repeat(EVERY_HOUR, "purge_idempotency_keys", once.purge, batch=once.BATCH)


@app.periodic(cron=EVERY_NIGHT)
@app.task(name="purge_failed_jobs", queue=QUEUE, queueing_lock="purge_failed_jobs")
def purge_failed_jobs(timestamp: int) -> None:
    """Delete old failed jobs of mail and housekeeping; a failed account deletion stays."""
    if settings.FAILED_JOBS_KEPT_DAYS:
        for queue in ("mail", QUEUE):
            _delete(_FAILED_JOBS, queue, settings.FAILED_JOBS_KEPT_DAYS)


_FAILED_JOBS = """
    DELETE FROM procrastinate_jobs job
    WHERE status IN ('failed', 'cancelled', 'aborted') AND queue_name = %s
      AND NOT EXISTS (SELECT FROM procrastinate_events event WHERE event.job_id = job.id
                      AND event.at > now() - %s * interval '1 day')
"""
