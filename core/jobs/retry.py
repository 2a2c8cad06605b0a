"""When a failed job is retried."""

from dataclasses import dataclass

from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.exceptions import JobAborted
from procrastinate.jobs import Job

MAX_PAUSE = 3600
# Starts of one job, however they ended: one that kills its worker every time must end too.
MAX_ATTEMPTS = 100


@dataclass(frozen=True)
class Backoff(BaseRetryStrategy):
    """Retry after 2, 4, 8, … seconds, up to an hour, for `attempts` attempts in all.

    A job that is returned to the queue because its worker stops is due again at once.
    """

    attempts: int = 12

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """Return when the next attempt is due, or None when this was the last."""
        if isinstance(exception, JobAborted):
            return RetryDecision(retry_in={"seconds": 0})
        pause = self.pause_after(job.attempts)
        return None if pause is None else RetryDecision(retry_in={"seconds": pause})

    def pause_after(self, attempts: int) -> int | None:
        """Return the seconds to wait after `attempts` earlier failures and this one, or None."""
        return None if attempts + 1 >= self.attempts else min(2 ** (attempts + 1), MAX_PAUSE)
