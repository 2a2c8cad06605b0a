"""Posts come and go."""

from collections.abc import Sequence

from graph import door

from .changes import Change, actors_of, newest_of_each_edge, rows_of, targets_of


def save_posts(changes: Sequence[Change]) -> None:
    """Write each post and the edge from its author, unless either was deleted.

    Cost: five index seeks a row.
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
        UNWIND $rows AS row
        MATCH (u:User {uid: row.actor})
        MATCH (p:Post {pid: row.target})
        MERGE (u)-[:POSTED]->(p)
        SET p.author = row.actor
        """,
        actors=actors_of(changes),
        targets=targets_of(changes),
        rows=rows_of(newest_of_each_edge(changes), made_by="posted"),
    )


def delete_posts(changes: Sequence[Change]) -> None:
    """Leave a tombstone for each post and take away the node with all its edges.

    Cost: the degree of each post.
    """
    door.write(
        """
        UNWIND $rows AS row
        MERGE (p:Post {pid: row.target}) SET p.locked = true
        MERGE (d:DeletedPost {pid: row.target})
          SET d.version = row.version
        DETACH DELETE p
        """,
        rows=sorted(
            rows_of(newest_of_each_edge(changes), made_by=""), key=lambda row: row["target"]
        ),
    )
