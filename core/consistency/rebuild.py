"""Rebuilding the graph from PostgreSQL, while writes go on."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from django.db import connection

from core.accounts.models import User
from core.common.batches import BATCH, batches
from core.common.progress import Progress
from core.journal.pairing import NOT_OURS, NUMBERS_MAY_RETURN, compare, error_of, pair, renew
from core.journal.safe_position import safe_position
from core.posts.models import Post
from graph import schema
from graph.audit.facts import LOWEST, Fact
from graph.writes import rebuild as graph
from graph.writes.apply import apply_changes
from graph.writes.rebuild import Stage
from graph.writes.watermark import raise_watermark, set_watermark, watermark

from . import people, posts
from .partitions import PEOPLE, POSTS, Slice, partitions
from .repair import change_of_fact

EMPTYING, POSTS_STAGE, PEOPLE_STAGE = "emptying", "posts", "people"
# The key of the advisory lock that one rebuild at a time holds.
_LOCK = (2, 1)


class AlreadyRebuilding(Exception):
    """Another process is rebuilding the graph."""


def rebuild(progress: Progress, *, take_over: bool = False) -> bool:
    """Empty and rewrite the graph; return whether this continued an interrupted rebuild.

    Writes go on meanwhile. A journal entry from before the graph was emptied is a repetition: it
    is below the watermark, and PostgreSQL already has its result. Later entries are applied as
    usual, and older reads of PostgreSQL do not overwrite them. The last entry about each edge is
    written, not its history. The progress is recorded in the graph after each partition, so that
    an interrupted rebuild continues there. Raises AlreadyRebuilding, GraphUnavailable and
    StillWriting; ForeignGraph, and nothing is written, where the graph may be another
    installation's, unless `take_over`.
    """
    with _only_one():
        why = compare(thoroughly=True)
        if why in NOT_OURS and not take_over:
            raise error_of(why)
        if why is not None:
            if why in NUMBERS_MAY_RETURN:
                renew(why)
            # The progress of an interrupted rebuild may refer to another journal.
            graph.forget_stage()
        begun = graph.stage()
        stage = begun or _begin()
        if stage.name == EMPTYING:
            stage = _empty(progress)
        if stage.name == POSTS_STAGE:
            stage = _write_posts(stage.after, progress)
        _write_people(stage.after, progress)
        graph.forget_stage()
        pair()
        return begun is not None


def _begin() -> Stage:
    # From here on a late old entry does not fill the graph that is being emptied.
    raise_watermark(safe_position() + 1)
    stage = Stage(EMPTYING, LOWEST)
    graph.note(stage)
    return stage


def _empty(progress: Progress) -> Stage:
    progress.begin("Emptying", graph.size())
    for taken in graph.empty():
        progress.advance(taken)
    # A damaged graph may have lost its constraints, or violated them.
    schema.install()
    set_watermark(safe_position() + 1)
    stage = Stage(POSTS_STAGE, LOWEST)
    graph.note(stage)
    return stage


def _write_posts(after: int, progress: Progress) -> Stage:
    progress.begin("Posts", Post.objects.filter(pk__gt=after).count())
    for part in partitions(POSTS, posts.last_post, after=after):
        facts = _write(lambda part=part: posts.post_facts(*part))  # type: ignore[misc]
        graph.note(Stage(POSTS_STAGE, part.high))
        progress.advance(len(facts))
    stage = Stage(PEOPLE_STAGE, LOWEST)
    graph.note(stage)
    return stage


def _write_people(after: int, progress: Progress) -> None:
    progress.begin("People", User.objects.filter(pk__gt=after).count())
    for part in partitions(PEOPLE, people.last_person, after=after):
        facts = _write(lambda part=part: _people(part))  # type: ignore[misc]
        graph.note(Stage(PEOPLE_STAGE, part.high))
        progress.advance(sum(fact.key.kind == "User" for fact in facts))


def _people(part: Slice) -> list[Fact]:
    return [*people.deleted_people(*part), *people.facts_of_people_between(*part)]


def _write(read: Callable[[], Sequence[Fact]]) -> Sequence[Fact]:
    """Read and write; repeat if tombstones were purged meanwhile: then nothing was written."""
    while True:
        at = watermark()
        facts = read()
        changes = [change for fact in facts if (change := change_of_fact(fact, at))]
        for batch in batches(changes, BATCH):
            apply_changes(batch)
        if watermark() == at:
            return facts


@contextmanager
def _only_one() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", _LOCK)
        if not cursor.fetchone()[0]:
            raise AlreadyRebuilding
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", _LOCK)
