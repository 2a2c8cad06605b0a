"""When a job that failed is tried again."""

from dataclasses import dataclass

from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.exceptions import JobAborted
from procrastinate.jobs import Job

LONGEST_PAUSE = 3600
# Starts of one job, whatever ended them: one that kills its worker every time must end too.
MAX_ATTEMPTS = 100


@dataclass(frozen=True)
class Backoff(BaseRetryStrategy):
    """Again after 2, 4, 8, … seconds, up to an hour, until it was tried so often.

    A job that was given back because its worker stops did not fail: it is due again at once.
    """

    attempts: int = 12

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """Return when the next try is due, or None when this was the last."""
        if isinstance(exception, JobAborted):
            return RetryDecision(retry_in={"seconds": 0})
        pause = self.pause_after(job.attempts)
        return None if pause is None else RetryDecision(retry_in={"seconds": pause})

    def pause_after(self, tries: int) -> int | None:
        """Return how many seconds to wait after the try that so many came before, if at all."""
        return None if tries + 1 >= self.attempts else min(2 ** (tries + 1), LONGEST_PAUSE)
