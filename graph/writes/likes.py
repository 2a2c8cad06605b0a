"""Liking and unliking."""

from collections.abc import Sequence

from graph import door

from .changes import Change, actors_of, newest_of_each_edge, rows_of, targets_of


def write_likes(changes: Sequence[Change]) -> None:
    """Write or withdraw each LIKED edge, unless a newer change of the same edge is there.

    A post that has not arrived yet gets a node without an author, which the feed does not see;
    a post that was deleted gets nothing. Cost: four index seeks a row and the smaller degree of
    person and post.
    """
    door.write(
        """
        CALL () {
          UNWIND $actors AS uid
          MERGE (u:User {uid: uid}) SET u.locked = true REMOVE u.locked
          WITH u MATCH (:DeletedUser {uid: u.uid}) DETACH DELETE u
        }
        CALL () {
          UNWIND $targets AS pid
          MERGE (p:Post {pid: pid}) SET p.locked = true REMOVE p.locked
          WITH p MATCH (:DeletedPost {pid: p.pid}) DETACH DELETE p
        }
        OPTIONAL MATCH (w:Watermark)
        WITH coalesce(w.version, 0) AS watermark
        UNWIND $rows AS row
        WITH row, watermark WHERE row.version >= watermark OR row.mends_at = watermark
        MATCH (u:User {uid: row.actor})
        MATCH (p:Post {pid: row.target})
        OPTIONAL MATCH (u)-[e:LIKED|HIDDEN_LIKED|UNLIKED]->(p)
        WITH row, u, p, e WHERE e IS NULL OR e.version < row.version
        DELETE e
        WITH row, u, p, u.suspended IS NOT NULL AS hidden
        FOREACH (_ IN CASE WHEN row.made AND NOT hidden THEN [1] ELSE [] END |
          CREATE (u)-[:LIKED {since: row.since, version: row.version}]->(p))
        FOREACH (_ IN CASE WHEN row.made AND hidden THEN [1] ELSE [] END |
          CREATE (u)-[:HIDDEN_LIKED {since: row.since, version: row.version}]->(p))
        FOREACH (_ IN CASE WHEN row.made THEN [] ELSE [1] END |
          CREATE (u)-[:UNLIKED {version: row.version}]->(p))
        """,
        actors=actors_of(changes),
        targets=targets_of(changes),
        rows=rows_of(newest_of_each_edge(changes), made_by="liked"),
    )
