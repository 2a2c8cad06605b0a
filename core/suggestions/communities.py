"""Finding communities and ranks by a job: now and then, one search at a time, with its progress."""

import logging
from datetime import timedelta

from django.conf import settings
from django.db.models.functions import Now
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import JobAborted

from core.common.batches import batches
from core.common.progress import Progress
from core.database.clock import database_now
from core.jobs.retry import Backoff
from core.jobs.searching import Aborted, AlreadySearching, Silent, only_one
from graph.communities import projection
from graph.communities.library import TooLargeError, is_installed
from graph.communities.membership import write_memberships

from .models import CommunityRun

logger = logging.getLogger(__name__)

Stage = CommunityRun.Stage
QUEUE = "communities"
EVERY_HOUR = "23 * * * *"
# The key of the advisory lock that one search at a time holds; it ends with its process.
_LOCK = (4, 1)
# Users that are read from the copy at once, and that are locked at once to be written.
PAGE = 10_000
BATCH = 500
_ENDED = (Stage.DONE, Stage.TOO_LARGE, Stage.FAILED)


@app.periodic(cron=EVERY_HOUR)
@app.task(
    name="find_communities",
    queue=QUEUE,
    queueing_lock="find_communities",
    retry=Backoff(attempts=3),
    pass_context=True,
)
def find_when_due(context: JobContext, timestamp: int) -> None:
    """Find communities if the last search is COMMUNITIES_HOURS old.

    Drops a copy that a killed search left in Neo4j in any case. May run at any time.
    """
    if not settings.COMMUNITIES_HOURS:
        return
    try:
        find_communities(Silent(), is_aborted=context.should_abort, only_if_due=True)
    except AlreadySearching:
        logger.info("communities: another search is running")


def find_communities(
    progress: Progress, *, is_aborted: Aborted = lambda: False, only_if_due: bool = False
) -> CommunityRun | None:
    """Find communities and ranks, and write them to the graph; return how that went.

    None if none is due. Without the library, or the memory for it, the stage of the result says
    so, and nothing is changed. Raises AlreadySearching, JobAborted and GraphUnavailable. Cost: for
    a million follows 8 s of one of Neo4j's processors, 12 MB of its heap, and 0.2 ms a user.
    """
    with only_one(_LOCK):
        if not is_installed():
            return _missing()
        projection.drop()
        if only_if_due and not _is_due():
            return None
        run = CommunityRun.objects.create()
        try:
            _search(run, progress, is_aborted)
        except TooLargeError as error:
            logger.warning("communities: %s", error)
            _end(run, Stage.TOO_LARGE, why=str(error))
        except BaseException:
            _end(run, Stage.FAILED)
            raise
        return run


def _search(run: CommunityRun, progress: Progress, is_aborted: Aborted) -> None:
    progress.begin("Copying", 1)
    with projection.projected() as users:
        progress.advance(1)
        found: dict[str, float] = {"users": users, "communities": 0}
        if users:
            _next(run, Stage.COMMUNITIES, total=users)
            progress.begin("Finding", 2)
            found["communities"], found["modularity"] = projection.find_communities()
            progress.advance(1)
            _next(run, Stage.RANKS)
            found["iterations"] = projection.find_ranks()
            progress.advance(1)
            _next(run, Stage.WRITING)
            progress.begin("Writing", users)
            found["written"] = _write(run, progress, is_aborted)
    _end(run, Stage.DONE, **found)
    logger.info("communities: %(communities)d of %(users)d users", found)


def _write(run: CommunityRun, progress: Progress, is_aborted: Aborted) -> int:
    at = int(database_now().timestamp() * 1000)
    after, written = -1, 0
    while page := projection.memberships(after, PAGE):
        for batch in batches(page, BATCH):
            until = batch[-1].uid
            written += write_memberships(batch, run=run.pk, at=at, after=after, until=until)
            after = until
            progress.advance(len(batch))
        _next(run, Stage.WRITING, done=written)
        if is_aborted():
            raise JobAborted
    return written


def _next(run: CommunityRun, stage: Stage, **counts: int) -> None:
    CommunityRun.objects.filter(pk=run.pk).update(stage=stage, **counts)


def _end(run: CommunityRun, stage: Stage, **figures: float | str) -> None:
    CommunityRun.objects.filter(pk=run.pk).update(stage=stage, ended_at=Now(), figures=figures)
    run.refresh_from_db()


def _missing() -> CommunityRun:
    """Return the row that says so, which is new, and logged, where the last one says otherwise."""
    last = CommunityRun.objects.first()
    if last is not None and last.stage == Stage.MISSING:
        return last
    logger.info("communities: Neo4j has no Graph Data Science library, so there are none")
    return CommunityRun.objects.create(stage=Stage.MISSING, ended_at=Now())


def _is_due() -> bool:
    last = CommunityRun.objects.filter(stage__in=_ENDED).first()
    return last is None or last.started_at < database_now() - timedelta(
        hours=settings.COMMUNITIES_HOURS
    )
