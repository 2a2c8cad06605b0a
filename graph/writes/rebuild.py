"""Rebuilding the whole graph: emptying it, and recording the progress.

The record is a node of the graph, so that it is lost together with what it describes.
"""

from collections.abc import Iterator
from typing import NamedTuple

from graph.connection import client

# Small enough that another write does not wait long for a lock.
BATCH = 5_000


class Stage(NamedTuple):
    """The current step, and the id up to which it is done."""

    name: str
    after: int


def stage() -> Stage | None:
    """Return the progress of an unfinished rebuild; None where there is none."""
    (record,) = client.read_long(
        "OPTIONAL MATCH (r:Rebuild) RETURN r.stage AS stage, r.after AS after"
    )
    return None if record["stage"] is None else Stage(record["stage"], record["after"])


def note(stage: Stage) -> None:
    """Record the progress of the rebuild."""
    client.write(
        "MERGE (r:Rebuild) SET r.stage = $stage, r.after = $after",
        stage=stage.name,
        after=stage.after,
    )


def forget_stage() -> None:
    """Delete the record: the rebuild has ended."""
    client.write("MATCH (r:Rebuild) DETACH DELETE r")


def size() -> int:
    """Return the number of nodes and edges. Cost: stored counts."""
    number: int = client.read_one("RETURN COUNT { (n) } + COUNT { ()-->() } AS size")["size"]
    return number


def empty() -> Iterator[int]:
    """Delete every edge, then every node but the watermark and the record; yield how many.

    Ends while others keep writing: what they write meanwhile may remain.
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
