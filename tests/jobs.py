"""The job queue's workers: in the process of the tests, and as processes of their own."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from core.accounts.models import User
from core.jobs.worker import drain
from core.moderation.deletion import remove_account
from core.moderation.leftovers import remove_batch
from tests.engines import serving_url
from tests.programs import Program

STATUSES = ("todo", "doing", "failed")


@contextmanager
def worker_process(**environ: str) -> Iterator[Program]:
    """`manage.py run_jobs`, once it says that it runs; killed at the end.

    It takes another worker for dead after a second.
    """
    process = Program(
        *("manage.py", "run_jobs"),
        environ={
            **os.environ,
            "DATABASE_URL": serving_url(),
            "SECRET_KEY": "x" * 60,
            "JOBS_STALLED_SECONDS": "1",
            **environ,
        },
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "The worker is running.\n"
        yield process
    finally:
        process.kill()
        process.communicate()


def make_job(queue: str, status: str, *, waits: float) -> int:
    """A job that nobody runs, enqueued so many seconds ago; return its number."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO procrastinate_jobs (queue_name, task_name)
            VALUES (%s, 'nothing') RETURNING id
            """,
            [queue],
        )
        job = int(cursor.fetchone()[0])
        # Its events are written as it goes from one to the next.
        for each in STATUSES[: STATUSES.index(status) + 1]:
            cursor.execute("UPDATE procrastinate_jobs SET status = %s WHERE id = %s", [each, job])
        cursor.execute(
            """
            UPDATE procrastinate_events SET at = now() - %s * interval '1 second' WHERE job_id = %s
            """,
            [waits, job],
        )
    return job


def jobs() -> list[tuple[str, str, int]]:
    """Task, status and attempts of every job that is kept, in the order of their numbers."""
    found = ProcrastinateJob.objects.order_by("pk")
    return list(found.values_list("task_name", "status", "attempts"))


def run(task: str) -> None:
    """Run a periodic task by the queue, as its hour would; it leaves no job."""
    app.perform_import_paths()
    app.tasks[task].defer(timestamp=0)
    drain()
    assert jobs() == []


def leave(user: User) -> None:
    """Delete the account, and do at once what its job does, in this thread."""
    remove_account(user)
    leave_nothing_of(user)


def leave_nothing_of(user: User) -> None:
    """What the job does, in this thread."""
    while remove_batch(user=user.pk):
        pass
