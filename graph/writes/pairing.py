"""To which PostgreSQL the graph belongs: an installation, an epoch and a beat, at the watermark."""

from typing import LiteralString, NamedTuple

from graph.connection import client
from graph.edges import TOMBSTONES

# Up to so many edges all of them are looked at; beyond, those that an index finds.
FEW_EDGES = 200_000


class Mark(NamedTuple):
    """What the graph shows; `epoch` is None where it was never paired.

    `is_empty` without any node, of whatever label, but the records of this package.
    """

    installation: str | None
    epoch: str | None
    beat: int
    watermark: int
    is_empty: bool


def read_mark(*, patiently: bool = False) -> Mark:
    """Return what the graph shows. Cost: one statement, one node and stored counts.

    `patiently` is for commands: the first statement of a new server exceeds a request's deadline.
    """
    read = client.read_long if patiently else client.read
    (record,) = read(
        """
        OPTIONAL MATCH (w:Watermark {name: "journal"})
        RETURN w.installation AS installation, w.epoch AS epoch, coalesce(w.beat, 0) AS beat,
               coalesce(w.version, 0) AS version,
               COUNT { () } - COUNT { (:Watermark) } - COUNT { (:Rebuild) }
               - COUNT { (:Backfill) } AS size
        """
    )
    return Mark(
        record["installation"],
        record["epoch"],
        record["beat"],
        record["version"],
        record["size"] == 0,
    )


def write_mark(installation: str, epoch: str, beat: int) -> None:
    """Declare the graph the one of this installation and epoch. Cost: one statement."""
    client.write(
        """
        MERGE (w:Watermark {name: "journal"}) ON CREATE SET w.version = 0
        SET w.installation = $installation, w.epoch = $epoch, w.beat = $beat
        """,
        installation=installation,
        epoch=epoch,
        beat=beat,
    )


def advance(epoch: str, beat: int) -> None:
    """Set the beat, if the graph has the one before it; late repetitions change nothing."""
    client.write(
        """
        MATCH (w:Watermark {name: "journal"})
        WHERE w.epoch = $epoch AND w.beat = $beat - 1
        SET w.beat = $beat
        """,
        epoch=epoch,
        beat=beat,
    )


def last_person() -> int:
    """Return the highest uid of a user; 0 without users. Cost: one index entry."""
    uid: int = client.read_one(
        """
        OPTIONAL MATCH (u:User) WHERE u.uid > 0
        WITH u.uid AS uid ORDER BY uid DESC LIMIT 1 RETURN coalesce(uid, 0) AS uid
        """
    )["uid"]
    return uid


def is_ahead(*, entry: int, person: int) -> bool:
    """Return whether the graph has changes above the journal entry, or users above the person.

    Cost: all edges of a small graph; of a large one its tombstones, newest follows and last user.
    """
    statements: list[LiteralString] = [_USERS, _NEWEST_FOLLOWS, *_TOMBSTONES]
    if client.read_long("RETURN COUNT { ()-->() } AS edges")[0]["edges"] <= FEW_EDGES:
        statements = [_USERS, _EDGES]
    return any(
        client.read_long(statement, entry=entry, person=person)[0]["found"]
        for statement in statements
    )


_USERS = "MATCH (u:User) WHERE u.uid > $person WITH u LIMIT 1 RETURN count(u) > 0 AS found"
_EDGES = "MATCH ()-[r]->() WHERE r.version > $entry WITH r LIMIT 1 RETURN count(r) > 0 AS found"
_NEWEST_FOLLOWS = """
MATCH ()-[r:FOLLOWS]->() WHERE r.since > 0
WITH r ORDER BY r.since DESC LIMIT 1000
RETURN coalesce(max(r.version), 0) > $entry AS found
"""
_TOMBSTONES: list[LiteralString] = [
    f"""
    MATCH ()-[r:{tombstone}]->() WHERE r.version > $entry
    WITH r LIMIT 1 RETURN count(r) > 0 AS found
    """
    for tombstone in TOMBSTONES
]
