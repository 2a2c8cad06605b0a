"""Suspending and reinstating users: their edges get a type that no traversal matches.

A suspended user's edges are HIDDEN_FOLLOWS (either way), HIDDEN_LIKED and HIDDEN_COMMENTED_ON
until the user is reinstated, with the same properties. So suspension costs reads nothing, and
stored degrees remain the counts that other users may see.
"""

from collections.abc import Iterable, Sequence
from typing import LiteralString

from graph.connection import client
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

HIDE = """
MATCH (u:User {uid: $uid}) SET u.locked = true REMOVE u.locked
WITH u WHERE u.suspended IS NOT NULL
CALL (u) {
  MATCH (u)-[e:FOLLOWS]->(o) WITH u, e, o LIMIT $batch
  CREATE (u)-[h:HIDDEN_FOLLOWS]->(o) SET h = properties(e) DELETE e
  RETURN count(*) AS followed
}
CALL (u) {
  MATCH (u)<-[e:FOLLOWS]-(o) WITH u, e, o LIMIT $batch
  CREATE (u)<-[h:HIDDEN_FOLLOWS]-(o) SET h = properties(e) DELETE e
  RETURN count(*) AS following
}
CALL (u) {
  MATCH (u)-[e:LIKED]->(p) WITH u, e, p LIMIT $batch
  CREATE (u)-[h:HIDDEN_LIKED]->(p) SET h = properties(e) DELETE e
  RETURN count(*) AS liked
}
CALL (u) {
  MATCH (u)-[e:COMMENTED_ON]->(p) WITH u, e, p LIMIT $batch
  CREATE (u)-[h:HIDDEN_COMMENTED_ON]->(p) SET h = properties(e) DELETE e
  RETURN count(*) AS commented
}
RETURN followed + following + liked + commented AS changed
"""

# The other end of a FOLLOWS is locked before it is read: it may be suspended at this moment.
SHOW = """
MATCH (u:User {uid: $uid}) SET u.locked = true REMOVE u.locked
WITH u WHERE u.suspended IS NULL
CALL (u) {
  MATCH (u)-[e:HIDDEN_FOLLOWS]->(o) WHERE o.suspended IS NULL
  WITH u, e, o ORDER BY o.uid LIMIT $batch
  SET o.locked = true REMOVE o.locked
  FOREACH (_ IN CASE WHEN o.suspended IS NULL THEN [1] ELSE [] END |
    CREATE (u)-[v:FOLLOWS]->(o) SET v = properties(e) DELETE e)
  RETURN count(*) AS followed
}
CALL (u) {
  MATCH (u)<-[e:HIDDEN_FOLLOWS]-(o) WHERE o.suspended IS NULL
  WITH u, e, o ORDER BY o.uid LIMIT $batch
  SET o.locked = true REMOVE o.locked
  FOREACH (_ IN CASE WHEN o.suspended IS NULL THEN [1] ELSE [] END |
    CREATE (u)<-[v:FOLLOWS]-(o) SET v = properties(e) DELETE e)
  RETURN count(*) AS following
}
CALL (u) {
  MATCH (u)-[e:HIDDEN_LIKED]->(p) WITH u, e, p LIMIT $batch
  CREATE (u)-[v:LIKED]->(p) SET v = properties(e) DELETE e
  RETURN count(*) AS liked
}
CALL (u) {
  MATCH (u)-[e:HIDDEN_COMMENTED_ON]->(p) WITH u, e, p LIMIT $batch
  CREATE (u)-[v:COMMENTED_ON]->(p) SET v = properties(e) DELETE e
  RETURN count(*) AS commented
}
RETURN followed + following + liked + commented AS changed
"""


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
