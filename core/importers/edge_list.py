"""An edge list: one follow a line, its follower first; commas, tabs or spaces between.

Lines that begin with `#` or `%` are comments. The first line determines for the whole file
the number of fields, the separator, and whether ids are numbers. An edge list has no dates: all
users join and follow at the time of the import.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from core.bulk import BATCH, NewEdge, batches, load_edges
from graph.edges import FOLLOWS

from .errors import ImportFailed
from .lines import Line, read_lines
from .names import name_of_key
from .people import Newcomer, import_newcomers
from .records import MAX_KEY_LENGTH, Kind, find, look_up
from .run import FURTHER_COLUMNS, SELF_LOOPS, Place, Run

_NUMBER = re.compile(r"-?[0-9]+\Z")
_HEADER_WORDS = frozenset(
    ("source", "target", "from", "to", "src", "dst", "follower", "followee", "user", "friend")
)


class Edge(NamedTuple):
    """One line: who follows whom, by their keys."""

    place: Place
    follower: str
    followee: str


class Shape(NamedTuple):
    """The format of all lines, from the first. `separator` None: any white space."""

    separator: str | None
    fields: int
    numbers: bool

    def split(self, text: str) -> list[str]:
        """Return the fields, without surrounding quotes and white space."""
        return [field.strip().strip('"') for field in text.strip().split(self.separator)]


def import_edge_list(run: Run, path: Path, *, mutual: bool) -> None:
    """Import a file in batches, each one transaction with its new users.

    `mutual` adds the follow in the other direction. Memory does not grow with the file.
    """
    run.progress.begin("Follows", path.stat().st_size)
    now = timezone.now()
    found = False
    for batch in batches(_edges(run, path), BATCH // 2 if mutual else BATCH):
        found = True
        with transaction.atomic():
            _import_batch(run, batch, now, mutual=mutual)
    if not found:
        raise ImportFailed(f"{path} contains no edges.")


def _import_batch(run: Run, edges: list[Edge], now: datetime, *, mutual: bool) -> None:
    keys = dict.fromkeys(key for edge in edges for key in (edge.follower, edge.followee))
    known = look_up(run, Kind.USER, keys)
    made = import_newcomers(
        run,
        [Newcomer(key, name_of_key(run.source, key), now) for key in keys if key not in known],
    )
    everyone = {**known, **made}
    follows = []
    for edge in edges:
        follower = find(run, Kind.USER, everyone, edge.follower, edge.place)
        followee = find(run, Kind.USER, everyone, edge.followee, edge.place)
        if follower is None or followee is None:
            continue
        follows.append(NewEdge(follower, followee, now))
        if mutual:
            follows.append(NewEdge(followee, follower, now))
    fresh = load_edges(FOLLOWS, follows)
    run.report.made["follows"] += fresh
    run.report.there["follows"] += len(follows) - fresh


def _edges(run: Run, path: Path) -> Iterator[Edge]:
    """Yield the well-formed edges of the file between two different users."""
    lines = _data_lines(run, path)
    shape, lines = _shape(lines)
    if shape is None:
        return
    if shape.fields > 2:
        run.report.left_out[FURTHER_COLUMNS] = shape.fields - 2
    for place, text in lines:
        fields = shape.split(text)
        if fault := _fault(shape, fields):
            run.refuse(place, fault)
        elif fields[0] == fields[1]:
            run.report.left_out[SELF_LOOPS] += 1
        else:
            yield Edge(place, fields[0], fields[1])


def _data_lines(run: Run, path: Path) -> Iterator[Line]:
    for line in read_lines(run, path):
        if line.text.strip() and line.text.lstrip()[0] not in "#%":
            yield line


def _shape(lines: Iterator[Line]) -> tuple[Shape | None, Iterator[Line]]:
    """Return the format of the first edge, and the lines without the header."""
    first = next(lines, None)
    if first is None:
        return None, lines
    second = next(lines, None)
    shape = _shape_of(first.text)
    if second is not None and _is_header(shape, first.text, second.text):
        return _shape_of(second.text), chain([second], lines)
    return shape, chain([first] if second is None else [first, second], lines)


def _shape_of(text: str) -> Shape:
    separator = "," if "," in text else "\t" if "\t" in text.strip() else None
    fields = Shape(separator, 0, numbers=False).split(text)
    return Shape(separator, len(fields), all(map(_NUMBER.match, fields[:2])))


def _is_header(shape: Shape, first: str, second: str) -> bool:
    """Return whether the line is a header: words above numbers, or names of the ends of an edge."""
    fields = shape.split(first)[:2]
    if any(map(_NUMBER.match, fields)):
        return False
    return _shape_of(second).numbers or _HEADER_WORDS.issuperset(map(str.lower, fields))


def _fault(shape: Shape, fields: list[str]) -> str | None:
    """Return why the fields are not an edge; None when they are."""
    if len(fields) < 2:
        return "an edge needs two ids."
    if len(fields) != shape.fields:
        return f"has {len(fields)} fields where the first edge has {shape.fields}."
    for key in fields[:2]:
        if not key or not key.isprintable():
            return "an id is empty or cannot be printed."
        if len(key) > MAX_KEY_LENGTH:
            return f"an id has {len(key):,} characters; at most {MAX_KEY_LENGTH} are allowed."
        if shape.numbers and not _NUMBER.match(key):
            return f"{key} is not a number, as the ids of the first edge are."
    return None
