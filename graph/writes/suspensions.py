"""Suspending and reinstating users: their edges get a type that no traversal matches.

A suspended user's edges, and those of others to the user, have the type `Edge.hidden` of the
registry until the user is reinstated, with the same properties. So suspension costs reads nothing,
and stored degrees remain the counts that other users may see.
"""

from collections.abc import Iterable, Sequence
from typing import LiteralString

from graph.connection import client
from graph.edges import HIDDEN_NAMED, USER, Edge
from graph.errors import Unfinished

from .changes import Change, actors_of, newest_of_each_edge, rows_of
from .leaving import unfinished
from .slices import CHUNK, is_over

SET = """
CALL () {
  UNWIND $actors AS uid
  MERGE (u:User {uid: uid}) SET u.locked = true REMOVE u.locked
  WITH u MATCH (:DeletedUser {uid: u.uid}) WHERE u:User DETACH DELETE u
}
UNWIND $rows AS row
MATCH (u:User {uid: row.actor}) WHERE coalesce(u.suspended, u.reinstated, 0) < row.version
SET u.suspended = CASE WHEN row.made THEN row.version END,
    u.reinstated = CASE WHEN row.made THEN null ELSE row.version END
"""

LOCK_USER: LiteralString = """
MATCH (u:User {uid: $uid}) SET u.locked = true REMOVE u.locked
WITH u WHERE u.suspended IS"""


def _ways(edge: Edge) -> list[tuple[LiteralString, LiteralString]]:
    """Return the arrows, left and right of an edge, by which a user has such edges."""
    return [("-", "->"), ("<-", "-")] if edge.to == USER else [("-", "->")]


def _statement(lock: LiteralString, parts: list[LiteralString]) -> LiteralString:
    """Return one statement that runs each part for the user and returns the sum of their counts."""
    together: LiteralString = "\n  UNION ALL".join(parts)
    return f"{lock}\nCALL (u) {{{together}\n}}\nRETURN sum(changed) AS changed\n"


HIDE: LiteralString = _statement(
    LOCK_USER + " NOT NULL",
    [
        f"""
  MATCH (u){left}[e:{edge.name}]{right}(o) WITH u, e, o LIMIT $batch
  CREATE (u){left}[h:{edge.hidden}]{right}(o) SET h = properties(e) DELETE e
  RETURN count(*) AS changed"""
        for edge in HIDDEN_NAMED.values()
        for left, right in _ways(edge)
    ],
)

# Another user is locked before the property is read: they may be suspended at this moment.
SHOW: LiteralString = _statement(
    LOCK_USER + " NULL",
    [
        f"""
  MATCH (u){left}[e:{edge.hidden}]{right}(o) WHERE o.suspended IS NULL
  WITH u, e, o ORDER BY o.uid LIMIT $batch
  SET o.locked = true REMOVE o.locked
  FOREACH (_ IN CASE WHEN o.suspended IS NULL THEN [1] ELSE [] END |
    CREATE (u){left}[v:{edge.name}]{right}(o) SET v = properties(e) DELETE e)
  RETURN count(*) AS changed"""
        if edge.to == USER
        else f"""
  MATCH (u){left}[e:{edge.hidden}]{right}(o) WITH u, e, o LIMIT $batch
  CREATE (u){left}[v:{edge.name}]{right}(o) SET v = properties(e) DELETE e
  RETURN count(*) AS changed"""
        for edge in HIDDEN_NAMED.values()
        for left, right in _ways(edge)
    ],
)


def write_suspensions(changes: Sequence[Change]) -> None:
    """Suspend or reinstate each user, unless a newer such change exists.

    The state of the user is written first, then the edges, up to CHUNK of each kind a statement;
    applying the change again continues where an earlier attempt ended. An edge between two
    suspended users becomes visible again with the second one's reinstatement. Raises Unfinished and
    GraphUnavailable. Cost: two seeks a row and the degree of each user, about 0.1 to 0.6 ms an
    edge.
    """
    client.write(
        SET,
        actors=actors_of(changes),
        rows=rows_of(newest_of_each_edge(changes), made_by="suspended"),
    )
    if left := change_edges_of(actors_of(changes)):
        raise Unfinished(unfinished(changes, left))


def change_edges_of(uids: Iterable[int]) -> list[int]:
    """Hide the edges of suspended users, and show those of others. Raises GraphUnavailable.

    Returns the users of whom edges are left when the time slice is over.
    """
    return [uid for uid in uids if not _changed_all_of(uid)]


def _changed_all_of(uid: int) -> bool:
    # Each statement checks whether the user is suspended, and one of them finds nothing to do.
    for statement in (HIDE, SHOW):
        while _changed(statement, uid) >= CHUNK:
            if is_over():
                return False
    return True


def _changed(statement: LiteralString, uid: int) -> int:
    """Return the number of edges that the statement has changed, up to CHUNK of each kind."""
    return sum(record["changed"] for record in client.write(statement, uid=uid, batch=CHUNK))
