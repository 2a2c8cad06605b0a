"""Purging tombstones of edges, once no older change can restore the edge."""

from typing import LiteralString

from graph.connection import client
from graph.edges import TOMBSTONES

from .slices import CHUNK, is_over
from .watermark import raise_watermark

_PURGES: list[LiteralString] = [
    f"""
    MATCH (a)-[r:{tombstone}]->() WHERE r.version < $before
    WITH a LIMIT $batch
    WITH DISTINCT a ORDER BY a.uid
    SET a.locked = true REMOVE a.locked
    WITH a MATCH (a)-[r:{tombstone}]->() WHERE r.version < $before
    WITH r LIMIT $batch
    DELETE r RETURN count(*) AS purged
    """
    for tombstone in TOMBSTONES
]


def purge_tombstones(before: int) -> int:
    """Delete tombstones of edges with a version below `before`; return how many there were.

    At most CHUNK a transaction, until the time slice is over. The watermark goes first: an entry
    below it that comes late changes nothing, tombstone or not. A write that has read the watermark
    before holds the lock of its actor, so tombstones are matched again under that lock. Cost: an
    index range, and the tombstones of each actor in it.
    """
    raise_watermark(before)
    purged = 0
    for statement in _PURGES:
        taken = CHUNK
        while taken == CHUNK and not (purged and is_over()):
            (record,) = client.write(statement, before=before, batch=CHUNK)
            taken = record["purged"]
            purged += taken
    return purged


def clear() -> None:
    """Delete every edge and then every node, 20,000 a transaction; constraints stay.

    The watermark goes back to 0, and still names the installation that the graph belongs to.

    Edges go first: 10,000 nodes of a dense graph with their edges are more than one transaction
    of a small server can hold.
    """
    for statement in (
        "MATCH ()-[r]->() WITH r LIMIT 20000 DELETE r RETURN count(*) AS deleted",
        """
        MATCH (n) WHERE NOT n:Watermark WITH n LIMIT 20000 DETACH DELETE n
        RETURN count(*) AS deleted
        """,
    ):
        while client.write(statement)[0]["deleted"]:
            pass
    client.write("MATCH (w:Watermark) SET w.version = 0")
