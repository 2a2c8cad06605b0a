"""Finding rings by a job: once a day, one search at a time, with its progress."""

import logging
from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import JobAborted

from core.accounts.models import User
from core.common.progress import Progress
from core.database.clock import database_now
from core.jobs.retry import Backoff
from core.jobs.searching import Aborted, AlreadySearching, Silent, only_one
from graph.communities.library import TooLargeError, is_installed
from graph.rings import projection
from graph.rings.evidence import Counts, count_follows, some_edges
from graph.rings.projection import Group, Member

from .models import Ring, RingEdge, RingMember, RingRun
from .seeds import seeds

logger = logging.getLogger(__name__)

Stage = RingRun.Stage
EVERY_HOUR = "41 * * * *"
_LOCK = (4, 2)
# A group of fewer may be a family; one of more is no act that somebody can judge.
LEAST, MOST = 10, 5_000
# Rings have less than this part of the trust of the mean, and at most this part of their mutual
# follows with others.
MOST_TRUST = 0.5
MOST_OUTSIDE = 0.2
# Groups that are looked at, and rings that are kept of a search.
GROUPS = 200
RINGS = 50
# Follows of a ring that are kept as evidence.
EDGES_INSIDE, EDGES_OUTSIDE = 200, 100
# Searches that are kept; a ring somebody has decided about is kept with its search.
RUNS = 5
_ENDED = (Stage.DONE, Stage.TOO_LARGE, Stage.FAILED)


@app.periodic(cron=EVERY_HOUR)
@app.task(
    name="find_rings",
    queue="rings",
    queueing_lock="find_rings",
    retry=Backoff(attempts=3),
    pass_context=True,
)
def find_when_due(context: JobContext, timestamp: int) -> None:
    """Find rings if the last search is RINGS_HOURS old. May run at any time.

    Drops a copy that a killed search left in Neo4j in any case.
    """
    if not settings.RINGS_HOURS:
        return
    try:
        find_rings(Silent(), is_aborted=context.should_abort, only_if_due=True)
    except AlreadySearching:
        logger.info("rings: another search is running")


def find_rings(
    progress: Progress, *, is_aborted: Aborted = lambda: False, only_if_due: bool = False
) -> RingRun | None:
    """Find rings, and keep them with their evidence; return how that went, None if none is due.

    Without the library, or the memory for it, the stage of the result says so. Raises
    AlreadySearching, JobAborted and GraphUnavailable. Cost: about 60 passes over the mutual
    follows by one of Neo4j's processors, and the follows of GROUPS groups.
    """
    with only_one(_LOCK):
        if not is_installed():
            return _missing()
        projection.drop()
        if only_if_due and not _is_due():
            return None
        run = RingRun.objects.create()
        try:
            _search(run, progress, is_aborted)
        except TooLargeError as error:
            logger.warning("rings: %s", error)
            _end(run, Stage.TOO_LARGE, why=str(error))
        except BaseException:
            _end(run, Stage.FAILED)
            raise
        _forget_older(run)
        return run


def _search(run: RingRun, progress: Progress, is_aborted: Aborted) -> None:
    progress.begin("Copying", 1)
    with projection.projected() as users:
        progress.advance(1)
        found: dict[str, float] = {"users": users, "seeds": 0, "groups": 0, "rings": 0}
        if users and (chosen := seeds()):
            _next(run, Stage.SPREADING)
            progress.begin("Finding", 2)
            found["seeds"] = len(chosen)
            found["steps"] = projection.steps_for(users)
            scale = projection.spread(chosen, users)
            progress.advance(1)
            _next(run, Stage.GROUPS)
            found["groups"] = projection.find_groups()
            progress.advance(1)
            groups = projection.least_trusted(
                scale, groups=GROUPS, least=LEAST, most=MOST, below=MOST_TRUST
            )
            _next(run, Stage.EVIDENCE, total=len(groups))
            progress.begin("Looking", len(groups))
            for _ in _keep_rings(run, groups, scale):
                found["rings"] += 1
                if is_aborted():
                    raise JobAborted
            progress.advance(len(groups))
    _end(run, Stage.DONE, **found)
    logger.info("rings: %(rings)d of %(users)d users", found)


def _keep_rings(run: RingRun, groups: list[Group], scale: float) -> Iterator[Ring]:
    """Keep those of the groups that are rings; yields each."""
    place = 0
    for done, group in enumerate(groups, 1):
        members = projection.members(group.community, scale)
        counts = count_follows([member.uid for member in members])
        if group.ties - counts.mutual_inside <= MOST_OUTSIDE * group.ties:
            place += 1
            yield _keep(run, place, group, members, counts)
        _next(run, Stage.EVIDENCE, done=done)
        if place == RINGS:
            return


@transaction.atomic
def _keep(run: RingRun, place: int, group: Group, members: list[Member], counts: Counts) -> Ring:
    uids = {member.uid for member in members}
    edges = some_edges(sorted(uids), inside=EDGES_INSIDE, outside=EDGES_OUTSIDE)
    ring = Ring.objects.create(
        run=run,
        place=place,
        size=len(members),
        trust=group.trust,
        inside=counts.inside,
        ties_inside=counts.mutual_inside // 2,
        ties_outside=max(0, group.ties - counts.mutual_inside),
        outgoing=counts.outgoing,
        incoming=counts.incoming,
    )
    ends = {uid for edge in edges for uid in (edge.actor, edge.target)}
    # Nobody of them is deleted until the rows refer to them.
    there = _lock(uids | ends)
    RingMember.objects.bulk_create(
        RingMember(ring=ring, user_id=each.uid, place=at, ties=each.ties, trust=each.trust)
        for at, each in enumerate(members)
        if each.uid in there
    )
    RingEdge.objects.bulk_create(
        RingEdge(
            ring=ring,
            place=at,
            actor_id=edge.actor,
            target_id=edge.target,
            is_inside=edge.actor in uids,
            is_mutual=edge.is_mutual,
        )
        for at, edge in enumerate(edges)
        if {edge.actor, edge.target} <= there
    )
    return ring


def _lock(uids: set[int]) -> set[int]:
    people = User.objects.select_for_update(no_key=True).filter(pk__in=uids).order_by("pk")
    return set(people.values_list("pk", flat=True))


def _next(run: RingRun, stage: Stage, **counts: int) -> None:
    RingRun.objects.filter(pk=run.pk).update(stage=stage, **counts)


def _end(run: RingRun, stage: Stage, **figures: float | str) -> None:
    RingRun.objects.filter(pk=run.pk).update(stage=stage, ended_at=Now(), figures=figures)
    run.refresh_from_db()


def _missing() -> RingRun:
    """Return the row that says so, which is new, and logged, where the last one says otherwise."""
    last = RingRun.objects.first()
    if last is not None and last.stage == Stage.MISSING:
        return last
    logger.info("rings: Neo4j has no Graph Data Science library, so none are found")
    return RingRun.objects.create(stage=Stage.MISSING, ended_at=Now())


def _is_due() -> bool:
    last = RingRun.objects.filter(stage__in=_ENDED).first()
    return last is None or last.started_at < database_now() - timedelta(hours=settings.RINGS_HOURS)


def _forget_older(run: RingRun) -> None:
    """Delete all but the newest RUNS searches, and rings that somebody has decided about."""
    kept = RingRun.objects.filter(pk__lte=run.pk).values_list("pk", flat=True)[:RUNS]
    older = RingRun.objects.filter(pk__lt=min(kept))
    Ring.objects.filter(run__in=older, acts=None).delete()
    older.filter(rings=None).delete()
