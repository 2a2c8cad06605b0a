"""LDBC's "knows": two people who know each other follow each other."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from core.bulk import BATCH, NewEdge, batches, load_edges
from core.importers.records import Kind, find, look_up
from core.importers.run import SELF_LOOPS, Place, Run
from graph.edges import FOLLOWS

from .fields import read_time
from .folder import KNOWS, Folder, read_table


class Acquaintance(NamedTuple):
    """Two users by their keys."""

    place: Place
    one: str
    other: str
    since: datetime


def import_follows(run: Run, folder: Folder) -> None:
    """Import both directions of every acquaintance."""
    run.progress.begin("Follows", folder.size(KNOWS))
    for batch in batches(_acquaintances(run, folder), BATCH // 2):
        with transaction.atomic():
            follows = _follows(run, batch)
            fresh = load_edges(FOLLOWS, follows)
            run.report.made["follows"] += fresh
            run.report.there["follows"] += len(follows) - fresh


def _follows(run: Run, batch: list[Acquaintance]) -> list[NewEdge]:
    people = look_up(run, Kind.USER, (key for row in batch for key in (row.one, row.other)))
    follows = []
    for row in batch:
        one = find(run, Kind.USER, people, row.one, row.place)
        other = None if one is None else find(run, Kind.USER, people, row.other, row.place)
        if one is not None and other is not None:
            follows += [NewEdge(one, other, row.since), NewEdge(other, one, row.since)]
    return follows


def _acquaintances(run: Run, folder: Folder) -> Iterator[Acquaintance]:
    columns = ("Person.id", "Person.id", "creationDate")
    for place, (one, other, date) in read_table(run, folder, KNOWS, columns):
        since = read_time(run, place, date)
        if since is None:
            continue
        if one == other:
            run.report.left_out[SELF_LOOPS] += 1
        else:
            yield Acquaintance(place, one, other, since)
