"""The state of the job queue."""

from dataclasses import dataclass

from django.db import connection

STATEMENT = """
    SELECT queue_name, status::text, count(*),
           coalesce(max(extract(epoch FROM now() - due_at)) FILTER (WHERE status = 'todo'), 0)
    FROM (
        SELECT job.queue_name, job.status, greatest(
            job.scheduled_at,
            (SELECT min(at) FROM procrastinate_events event WHERE event.job_id = job.id)) AS due_at
        FROM procrastinate_jobs job WHERE job.status IN ('todo', 'doing', 'failed')
    ) AS job GROUP BY queue_name, status ORDER BY queue_name, status
"""


@dataclass(frozen=True, slots=True)
class Jobs:
    """Jobs of one queue in one status (todo, doing, failed).

    `oldest_seconds` is for how long the first of those to do has been due; 0 or less if none is.
    """

    queue: str
    status: str
    count: int
    oldest_seconds: float


def jobs() -> list[Jobs]:
    """Return the jobs by queue and status. One SQL statement.

    Cost: an index probe a job; jobs that succeeded are not kept.
    """
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT)
        return [
            Jobs(queue, status, count, float(oldest))
            for queue, status, count, oldest in cursor.fetchall()
        ]
