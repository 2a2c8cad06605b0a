"""Comments, as edges from their author to the post."""

from collections.abc import Sequence

from graph import door

from .changes import Change, actors_of, newest_of_each_edge, rows_of, targets_of


def write_comments(changes: Sequence[Change]) -> None:
    """Write or withdraw one COMMENTED_ON edge a comment, unless a newer change of it is there.

    Cost: four index seeks a row and the smaller degree of person and post.
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
        OPTIONAL MATCH
          (u)-[e:COMMENTED_ON|HIDDEN_COMMENTED_ON|UNCOMMENTED {cid: row.comment}]->(p)
        WITH row, u, p, e WHERE e IS NULL OR e.version < row.version
        DELETE e
        WITH row, u, p, u.suspended IS NOT NULL AS hidden
        FOREACH (_ IN CASE WHEN row.made AND NOT hidden THEN [1] ELSE [] END |
          CREATE (u)-[new:COMMENTED_ON {cid: row.comment, since: row.since}]->(p)
          SET new.version = row.version)
        FOREACH (_ IN CASE WHEN row.made AND hidden THEN [1] ELSE [] END |
          CREATE (u)-[new:HIDDEN_COMMENTED_ON {cid: row.comment, since: row.since}]->(p)
          SET new.version = row.version)
        FOREACH (_ IN CASE WHEN row.made THEN [] ELSE [1] END |
          CREATE (u)-[:UNCOMMENTED {cid: row.comment, version: row.version}]->(p))
        """,
        actors=actors_of(changes),
        targets=targets_of(changes),
        rows=rows_of(newest_of_each_edge(changes), made_by="commented"),
    )
