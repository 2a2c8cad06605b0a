"""Importing an edge list, a batch at a time."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from core.bulk import BATCH, NewEdge, batches, load_edges
from core.importers.errors import ImportFailed
from core.importers.names import display_name, name_of_key
from core.importers.people import Newcomer, import_newcomers
from core.importers.records import Kind, Known, find, look_up
from core.importers.run import Run
from graph.edges import FOLLOWS

from .edges import Edge, read_edges
from .options import EdgeListOptions
from .shape import inspect


def import_edge_list(run: Run, path: Path, options: EdgeListOptions) -> None:
    """Import a file in batches, each one transaction with its new users.

    People join at the time of their first follow in the batch that brings them; a follow without a
    time is of now. Memory does not grow with the file.
    """
    shape = inspect(run, path, options)
    if shape is None:
        raise ImportFailed(f"{path} contains no edges.")
    run.report.notes += shape.notes
    is_mutual = options.mutual
    if is_mutual is None and shape.mutual_by and not options.is_list_of_people:
        is_mutual = True
        run.report.notes.append(
            f"Each line was read as two follows, as the file says (“{shape.mutual_by[:60]}”); "
            "--no-mutual takes them as one."
        )
    run.progress.begin("Follows", path.stat().st_size)
    now = timezone.now()
    found = False
    edges = read_edges(run, path, shape, options, now)
    for batch in batches(edges, BATCH // 2 if is_mutual else BATCH):
        found = True
        with transaction.atomic():
            _import_batch(run, batch, now, is_mutual=is_mutual)
    if not found:
        raise ImportFailed(f"{path} contains no edges.{_bad_lines(run)}")


def _bad_lines(run: Run) -> str:
    if not run.report.bad_lines:
        return ""
    return f" The first of the lines that were skipped: {run.report.bad_lines[0]}"


def _import_batch(run: Run, edges: list[Edge], now: datetime, *, is_mutual: bool | None) -> None:
    keys = {key for edge in edges for key in (edge.follower, edge.followee)}
    known = look_up(run, Kind.USER, keys)
    everyone = {**known, **import_newcomers(run, _newcomers(run, edges, now, known))}
    follows = []
    for edge in edges:
        follower = find(run, Kind.USER, everyone, edge.follower, edge.place)
        followee = find(run, Kind.USER, everyone, edge.followee, edge.place)
        if follower is None or followee is None:
            continue
        since = edge.since or now
        follows.append(NewEdge(follower, followee, since))
        if is_mutual or (is_mutual is None and edge.is_mutual):
            follows.append(NewEdge(followee, follower, since))
    fresh = load_edges(FOLLOWS, follows)
    run.report.made["follows"] += fresh
    run.report.there["follows"] += len(follows) - fresh


def _newcomers(run: Run, edges: Iterable[Edge], now: datetime, known: Known) -> list[Newcomer]:
    """Return the people who are not known, with the first time and name that a line has."""
    joined: dict[str, datetime] = {}
    names: dict[str, str] = {}
    for edge in edges:
        for key, name in (
            (edge.follower, edge.follower_name),
            (edge.followee, edge.followee_name),
        ):
            if key in known:
                continue
            joined[key] = min(joined.get(key, now), edge.since or now)
            names[key] = names.get(key) or name
    return [
        Newcomer(key, name_of_key(run.source, key), at, display_name=display_name(names[key], key))
        for key, at in joined.items()
    ]
