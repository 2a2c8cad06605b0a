"""Following and unfollowing."""

from collections.abc import Sequence

from graph import door

from .changes import Change, actors_of, newest_of_each_edge, rows_of, targets_of


def write_follows(changes: Sequence[Change]) -> None:
    """Write or withdraw each FOLLOWS edge, unless a newer change of the same edge is there.

    Both people are locked in the order of their uid; people who were deleted take part in
    nothing. While either is suspended, the edge is hidden (`suspensions.py`).

    Cost: four index seeks a row and the smaller degree of the two people.
    """
    door.write(
        """
        CALL () {
          UNWIND $people AS uid
          MERGE (u:User {uid: uid}) SET u.locked = true REMOVE u.locked
          WITH u MATCH (:DeletedUser {uid: u.uid}) DETACH DELETE u
        }
        OPTIONAL MATCH (w:Watermark)
        WITH coalesce(w.version, 0) AS watermark
        UNWIND $rows AS row
        WITH row, watermark WHERE row.version >= watermark OR row.mends_at = watermark
        MATCH (a:User {uid: row.actor})
        MATCH (b:User {uid: row.target})
        OPTIONAL MATCH (a)-[e:FOLLOWS|HIDDEN_FOLLOWS|UNFOLLOWED]->(b)
        WITH row, a, b, e WHERE e IS NULL OR e.version < row.version
        DELETE e
        WITH row, a, b, coalesce(a.suspended, b.suspended) IS NOT NULL AS hidden
        FOREACH (_ IN CASE WHEN row.made AND NOT hidden THEN [1] ELSE [] END |
          CREATE (a)-[:FOLLOWS {since: row.since, version: row.version}]->(b))
        FOREACH (_ IN CASE WHEN row.made AND hidden THEN [1] ELSE [] END |
          CREATE (a)-[:HIDDEN_FOLLOWS {since: row.since, version: row.version}]->(b))
        FOREACH (_ IN CASE WHEN row.made THEN [] ELSE [1] END |
          CREATE (a)-[:UNFOLLOWED {version: row.version}]->(b))
        """,
        people=sorted({*actors_of(changes), *targets_of(changes)}),
        rows=rows_of(newest_of_each_edge(changes), made_by="followed"),
    )
