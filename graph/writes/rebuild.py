"""Making the whole graph anew: throwing away what is there, and noting how far the work is.

The note lies in the graph itself, so that it is lost together with what it tells of.
"""

from collections.abc import Iterator
from typing import NamedTuple

from graph.connection import client

# Small enough that a write of somebody else does not wait long for a lock.
BATCH = 5_000


class Stage(NamedTuple):
    """What is being done, and the id up to which it is done."""

    name: str
    after: int


def stage() -> Stage | None:
    """How far a rebuild is that has begun and not ended; None where there is none."""
    (record,) = client.read_long(
        "OPTIONAL MATCH (r:Rebuild) RETURN r.stage AS stage, r.after AS after"
    )
    return None if record["stage"] is None else Stage(record["stage"], record["after"])


def note(stage: Stage) -> None:
    """Note how far the rebuild is."""
    client.write(
        "MERGE (r:Rebuild) SET r.stage = $stage, r.after = $after",
        stage=stage.name,
        after=stage.after,
    )


def forget_stage() -> None:
    """The rebuild has ended."""
    client.write("MATCH (r:Rebuild) DETACH DELETE r")


def size() -> int:
    """How many nodes and edges there are. Cost: stored counts."""
    number: int = client.read_one("RETURN COUNT { (n) } + COUNT { ()-->() } AS size")["size"]
    return number


def empty() -> Iterator[int]:
    """Take away every edge, then every node but the watermark and the note; gives how many.

    Ends although others go on writing: what they write meanwhile may stay.
    """
    for statement in (
        "MATCH ()-[r]->() WITH r LIMIT $batch DELETE r RETURN count(*) AS taken",
        """
        MATCH (n) WHERE NOT n:Watermark AND NOT n:Rebuild
        WITH n LIMIT $batch DETACH DELETE n RETURN count(*) AS taken
        """,
    ):
        taken = BATCH
        while taken == BATCH:
            taken = client.write(statement, batch=BATCH)[0]["taken"]
            yield taken
