"""When a failed job is retried."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.exceptions import JobAborted
from procrastinate.jobs import Job

from core.database.clock import database_now

MAX_PAUSE = 3600
# Starts of one job, however they ended: one that kills its worker every time must end too.
MAX_ATTEMPTS = 100


# What PostgreSQL's clock is ahead of this process's: it decides what is due, and the library takes
# the time of a retry from the worker's.
_offset = timedelta(0)


def measure_offset() -> None:
    """Read PostgreSQL's clock. One SQL statement."""
    global _offset  # noqa: PLW0603 - the process has one clock
    _offset = database_now() - timezone.now()


def _in_seconds(pause: int) -> RetryDecision:
    return RetryDecision(retry_at=timezone.now() + _offset + timedelta(seconds=pause))


@dataclass(frozen=True)
class Backoff(BaseRetryStrategy):
    """Retry after 2, 4, 8, … seconds, up to an hour, for `attempts` attempts in all.

    A job that is returned to the queue because its worker stops is due again at once.
    """

    attempts: int = 12

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """Return when the next attempt is due, or None when this was the last."""
        if isinstance(exception, JobAborted):
            return _in_seconds(0)
        pause = self.pause_after(job.attempts)
        return None if pause is None else _in_seconds(pause)

    def pause_after(self, attempts: int) -> int | None:
        """Return the seconds to wait after `attempts` earlier failures and this one, or None."""
        return None if attempts + 1 >= self.attempts else min(2 ** (attempts + 1), MAX_PAUSE)
