"""Forgetting what was withdrawn, once no older change can arrive any more."""

from graph import door


def purge_tombstones(before: int) -> int:
    """Take away tombstones with a version below `before`; gives how many there were.

    At most 10,000 of each kind at a time. Safe only when every journal entry below `before` has
    been applied and no applier that may still hold one is alive. Cost: index ranges.
    """
    purged = 0
    for statement in (
        """
        MATCH ()-[r:UNFOLLOWED]->() WHERE r.version < $before
        WITH r LIMIT 10000 DELETE r RETURN count(*) AS purged
        """,
        """
        MATCH ()-[r:UNLIKED]->() WHERE r.version < $before
        WITH r LIMIT 10000 DELETE r RETURN count(*) AS purged
        """,
        """
        MATCH ()-[r:UNCOMMENTED]->() WHERE r.version < $before
        WITH r LIMIT 10000 DELETE r RETURN count(*) AS purged
        """,
        """
        MATCH (n:DeletedUser) WHERE n.version < $before
        WITH n LIMIT 10000 DELETE n RETURN count(*) AS purged
        """,
        """
        MATCH (n:DeletedPost) WHERE n.version < $before
        WITH n LIMIT 10000 DELETE n RETURN count(*) AS purged
        """,
    ):
        (record,) = door.write(statement, before=before)
        purged += record["purged"]
    return purged


def clear() -> None:
    """Take away every edge and then every node, 20,000 a transaction; constraints stay.

    Edges go first: 10,000 nodes of a dense graph with their edges are more than one transaction
    of a small server can hold.
    """
    for statement in (
        "MATCH ()-[r]->() WITH r LIMIT 20000 DELETE r RETURN count(*) AS deleted",
        "MATCH (n) WITH n LIMIT 20000 DETACH DELETE n RETURN count(*) AS deleted",
    ):
        while door.write(statement)[0]["deleted"]:
            pass
