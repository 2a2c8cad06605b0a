"""What is too old goes, batch by batch, and nothing else."""

from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.job_context import AbortReason
from procrastinate.jobs import Job

from core.accounts.models import RefreshToken
from core.accounts.sessions import start_session
from core.database.time_ordered_ids import first_id_at
from core.jobs.worker import drain
from core.notifications.models import Notification
from core.relay import housekeeping
from tests.factories import make_users
from tests.jobs import make_job, run

pytestmark = pytest.mark.usefixtures("stores")

MINUTELY = [
    "backfill_edges",
    "end_decisions",
    "end_mutes",
    "purge_allowances",
    "purge_challenges",
    "purge_known_addresses",
    "purge_last_writes",
    "purge_live_events",
    "read_name_words",
    "read_post_words",
    "sweep_files",
]
HOURLY = [
    "delete_deactivated",
    "erase_names",
    "find_communities",
    "purge_api_tokens",
    "purge_bulk_acts",
    "purge_causes",
    "purge_data_exports",
    "purge_idempotency_keys",
    "purge_mail_tokens",
    "purge_notifications",
    "purge_old_usernames",
    "purge_refresh_tokens",
    "purge_relation_imports",
    "purge_sessions",
    "purge_withdrawn_notifications",
]
NIGHTLY = ["purge_admin_log", "purge_failed_jobs"]


def test_each_has_its_time() -> None:
    app.perform_import_paths()
    found = sorted(
        (each.cron, each.task.name) for each in app.periodic_registry.periodic_tasks.values()
    )
    assert found == [
        *((housekeeping.EVERY_MINUTE, name) for name in MINUTELY),
        *((housekeeping.EVERY_HOUR, name) for name in HOURLY),
        ("41 * * * *", "find_rings"),
        *((housekeeping.EVERY_NIGHT, name) for name in NIGHTLY),
    ]


def test_all_of_them_run_on_empty_stores() -> None:
    for name in (*MINUTELY, *HOURLY, *NIGHTLY):
        run(name)


_OLD_SESSIONS = """
    INSERT INTO django_session (session_key, session_data, expire_date)
    SELECT 'old' || number, '', now() - interval '1 second' FROM generate_series(1, %s) AS number
"""


def test_a_purge_goes_on_batch_by_batch_until_nothing_is_left() -> None:
    """And between two batches it ends where its worker stops; what it deleted stays deleted."""
    app.perform_import_paths()
    task = app.tasks["purge_sessions"]
    with connection.cursor() as cursor:
        cursor.execute(_OLD_SESSIONS, [2 * housekeeping.BATCH + 1])
    asked = []

    def stops() -> AbortReason:
        asked.append(Session.objects.count())
        return AbortReason.SHUTDOWN

    job = Job(id=1, queue=housekeeping.QUEUE, lock=None, queueing_lock=None, task_name=task.name)
    task.func(JobContext(app=app, job=job, start_timestamp=0, abort_reason=stops), timestamp=0)
    assert asked == [housekeeping.BATCH + 1]
    assert Session.objects.count() == housekeeping.BATCH + 1
    run("purge_sessions")
    assert Session.objects.count() == 0


def test_refresh_tokens_and_sessions(monkeypatch: pytest.MonkeyPatch) -> None:
    [ada] = make_users("ada")
    now = timezone.now()
    for _ in range(6):
        start_session(ada)
    good = RefreshToken.objects.earliest("pk")
    RefreshToken.objects.exclude(pk=good.pk).update(expires_at=now - timedelta(seconds=1))
    Session.objects.create(session_key="old", session_data="", expire_date=now - timedelta(days=1))
    Session.objects.create(session_key="new", session_data="", expire_date=now + timedelta(days=1))
    with monkeypatch.context() as patch:
        patch.setattr(housekeeping, "BATCH", 2)
        assert housekeeping.purge_refresh_tokens() == 2
    run("purge_refresh_tokens")
    run("purge_sessions")
    assert list(RefreshToken.objects.all()) == [good]
    assert list(Session.objects.values_list("session_key", flat=True)) == ["new"]


def test_refresh_tokens_that_were_used_or_revoked(settings: LazySettings) -> None:
    [ada] = make_users("ada")
    now = timezone.now()
    for spent, revoked, names_family in (
        (None, None, True),
        (23, None, True),
        (25, None, True),
        (None, 25, True),
        (25, 1, True),
        # The row is all by which theft of an older one is noticed.
        (25, None, False),
    ):
        start_session(ada)
        token = RefreshToken.objects.latest("pk")
        token.spent_at = now - timedelta(hours=spent) if spent else None
        token.revoked_at = now - timedelta(hours=revoked) if revoked else None
        token.names_family = names_family
        token.save()
    first = RefreshToken.objects.earliest("pk").pk
    settings.REFRESH_TOKENS_KEPT_HOURS = 0
    run("purge_refresh_tokens")
    assert RefreshToken.objects.count() == 6
    settings.REFRESH_TOKENS_KEPT_HOURS = 24
    run("purge_refresh_tokens")
    found = RefreshToken.objects.order_by("pk").values_list("pk", flat=True)
    assert [pk - first for pk in found] == [0, 1, 5]


def test_withdrawn_notifications(settings: LazySettings) -> None:
    ada, bob = make_users("ada", "bob")
    now = timezone.now()
    for days, kind in ((None, "follow"), (29, "like"), (31, "reply")):
        Notification.objects.create(
            recipient=ada,
            actor=bob,
            kind=kind,
            withdrawn_at=now - timedelta(days=days) if days else None,
        )
    settings.WITHDRAWN_NOTIFICATIONS_KEPT_DAYS = 0
    run("purge_withdrawn_notifications")
    assert Notification.objects.count() == 3
    settings.WITHDRAWN_NOTIFICATIONS_KEPT_DAYS = 30
    run("purge_withdrawn_notifications")
    assert set(Notification.objects.values_list("kind", flat=True)) == {"follow", "like"}


def test_the_log_of_the_admin(settings: LazySettings) -> None:
    [ada] = make_users("ada")
    for days in (364, 366):
        LogEntry.objects.create(
            user=ada, action_flag=CHANGE, action_time=timezone.now() - timedelta(days=days)
        )
    settings.ADMIN_LOG_KEPT_DAYS = 0
    run("purge_admin_log")
    assert LogEntry.objects.count() == 2
    settings.ADMIN_LOG_KEPT_DAYS = 365
    run("purge_admin_log")
    assert LogEntry.objects.count() == 1


def test_notifications(settings: LazySettings) -> None:
    ada, bob = make_users("ada", "bob")
    now = timezone.now()
    for days, kind in ((364, "follow"), (366, "like"), (400, "reply")):
        made = now - timedelta(days=days)
        Notification.objects.create(id=first_id_at(made), recipient=ada, actor=bob, kind=kind)
    settings.NOTIFICATIONS_KEPT_DAYS = 0
    run("purge_notifications")
    assert Notification.objects.count() == 3
    settings.NOTIFICATIONS_KEPT_DAYS = 365
    run("purge_notifications")
    assert list(Notification.objects.values_list("kind", flat=True)) == ["follow"]


def test_failed_mails_are_forgotten_and_failed_deletions_are_not() -> None:
    for queue, days in (("mail", 31), ("mail", 29), ("deletion", 400)):
        make_job(queue, "failed", waits=days * 24 * 3600)
    app.tasks["purge_failed_jobs"].defer(timestamp=0)
    drain()
    found = ProcrastinateJob.objects.order_by("pk").values_list("pk", "queue_name")
    assert list(found) == [(2, "mail"), (3, "deletion")]
