"""Suggestions that are not to come back."""

from collections.abc import Sequence

from graph import door

from .changes import Change, actors_of, newest_of_each_edge, rows_of, targets_of


def write_dismissals(changes: Sequence[Change]) -> None:
    """Write each DISMISSED edge once; a dismissal is never undone.

    Cost: four index seeks a row and the smaller degree of the two people.
    """
    door.write(
        """
        CALL () {
          UNWIND $people AS uid
          MERGE (u:User {uid: uid}) SET u.locked = true REMOVE u.locked
          WITH u MATCH (:DeletedUser {uid: u.uid}) DETACH DELETE u
        }
        UNWIND $rows AS row
        MATCH (a:User {uid: row.actor})
        MATCH (b:User {uid: row.target})
        MERGE (a)-[e:DISMISSED]->(b)
          ON CREATE SET e.since = row.since, e.version = row.version
        """,
        people=sorted({*actors_of(changes), *targets_of(changes)}),
        rows=rows_of(newest_of_each_edge(changes), made_by="dismissed"),
    )
