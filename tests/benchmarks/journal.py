"""The journal of the benchmark's network: one entry for everything that is in it, all applied.

Versions are in the order of an import: people, follows, posts, comments, likes. As after an import,
`at` is when people did it, and all of it was recorded, and applied, on one later day.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from core.journal.models import JournalKind

from .copying import binary_rows, copy_binary, slices, timestamps
from .network import DAY, YEAR_ENDS, Ints, Network

TABLE = "core_journalentry"
NAMES = (
    "id", "kind", "actor", "target", "comment", "username", "at", "recorded_at", "applied_at",
    "attempts", "error", "retry_at", "set_aside_at",
)  # fmt: skip


class Entries(NamedTuple):
    """All entries of one kind; `version` is their ids."""

    kind: str
    version: Ints
    actor: Ints
    at: Ints
    target: Ints | None = None
    comment: Ints | None = None


def entries_of(network: Network) -> dict[str, Entries]:
    """The entries by kind, in the order of their versions."""
    follows, posts = network.follows, network.posts
    comments, likes = network.comments, network.likes
    parts = (
        (JournalKind.USER_SAVED, network.people, network.joined, None, None),
        ("followed", follows.follower, follows.at, follows.followee, None),
        ("posted", posts.author, posts.at, posts.pid, None),
        ("commented", comments.author, comments.at, comments.post, comments.cid),
        ("liked", likes.liker, likes.at, likes.post, None),
    )
    entries = {}
    first = 1
    for kind, actor, at, target, comment in parts:
        version = np.arange(first, first + len(actor))
        entries[kind] = Entries(kind, version, actor, at, target, comment)
        first += len(actor)
    return entries


def write_journal(cursor: Any, network: Network) -> Iterator[int]:
    """Write the whole journal, yielding the number of entries of each batch."""
    for entries in entries_of(network).values():
        for part in slices(len(entries.version)):
            copy_binary(cursor, TABLE, NAMES, _rows(network, entries, part))
            yield part.stop - part.start


def _rows(network: Network, entries: Entries, part: slice) -> bytes:
    count = part.stop - part.start
    recorded = timestamps(np.array([YEAR_ENDS + DAY])).repeat(count)
    named = entries.kind == JournalKind.USER_SAVED
    return binary_rows(
        count,
        (
            entries.version[part],
            entries.kind.encode(),
            entries.actor[part],
            None if entries.target is None else entries.target[part],
            None if entries.comment is None else entries.comment[part],
            network.usernames[part] if named else b"",
            timestamps(entries.at[part]),
            recorded,
            recorded,
            bytes(2),  # attempts: the number 0 in two bytes
            b"",
            None,
            None,
        ),
    )
