"""Giving the edges of an earlier release the ids of their ends, which its writers did not write.

The progress is a node of the graph, so that it is lost together with what it describes. While it
exists, reads go by all edges of a node (`graph/traversals/indexed.py`).
"""

from typing import LiteralString

from graph.connection import client
from graph.edges import INDEXED

from .slices import CHUNK

# Milliseconds within which every instance of the earlier release has ended: what one of them writes
# behind the first pass is found by the second.
OLD_WRITERS = 3_600_000
# Users of a slice. Those who follow very many are in several slices.
PEOPLE = 500

_TYPES: LiteralString = "|".join(edge.with_hidden for edge in INDEXED)
_LACKS: LiteralString = f"""
OPTIONAL MATCH ()-[r:{_TYPES}]->() WHERE r.actor IS NULL OR r.target IS NULL
WITH r LIMIT 1
RETURN r IS NOT NULL AS lacks
"""
_BEGIN: LiteralString = """
MERGE (b:Backfill) ON CREATE SET b.begun = timestamp(), b.resumes = 0, b.after = -1, b.found = 0
"""
# The users are locked before their edges are read, as by every writer of an edge.
_SLICE: LiteralString = f"""
MATCH (b:Backfill) WHERE b.resumes <= timestamp()
CALL (b) {{
  MATCH (u:User) WHERE u.uid > b.after
  WITH u ORDER BY u.uid LIMIT $people
  SET u.locked = true REMOVE u.locked
  RETURN collect(u) AS people
}}
CALL (people) {{
  UNWIND people AS u
  MATCH (u)-[r:{_TYPES}]->(o) WHERE r.actor IS NULL OR r.target IS NULL
  WITH u, r, o LIMIT $edges
  SET r.actor = u.uid, r.target = coalesce(o.uid, o.pid)
  RETURN count(*) AS filled
}}
SET b.found = b.found + filled,
    b.after = CASE WHEN filled = $edges THEN b.after ELSE people[-1].uid END
RETURN size(people) = 0 AS ended
"""
_END: LiteralString = """
MATCH (b:Backfill)
WITH b, b.resumes > 0 AND b.found = 0 AS done
SET b.resumes = b.begun + $old_writers, b.after = -1, b.found = 0
WITH b, done WHERE done
DELETE b
"""


def begin_where_edges_lack_ends() -> None:
    """Record that there is something to do, if so. Cost: the edges up to the first such one."""
    if client.read_long(_LACKS)[0]["lacks"]:
        client.write(_BEGIN)


def backfill() -> int:
    """Fill a slice of what lacks; return how many users it covered, or 0 if nothing is due.

    A first pass fills; from an hour after its begin on another one runs, until one finds nothing.
    Raises GraphUnavailable. Cost: the outgoing edges of PEOPLE users, and CHUNK writes at most.
    """
    found = client.write(_SLICE, people=PEOPLE, edges=CHUNK)
    if not found:
        return 0
    if found[0]["ended"]:
        client.write(_END, old_writers=OLD_WRITERS)
        return 0
    return PEOPLE
