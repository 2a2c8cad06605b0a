"""Saving and deleting posts."""

from collections.abc import Sequence

from graph.connection import client

from .changes import Change, actors_of, newest_of_each_edge, rows_of, targets_of
from .leaving import delete, leaving
from .locks import LOCKS

_POSTS = leaving("Post", "pid")
_SAVE = f"""{LOCKS}
        UNWIND $rows AS row
        MATCH (u:User {{uid: row.actor}})
        MATCH (p:Post {{pid: row.target}})
        MERGE (u)-[:POSTED]->(p)
        SET p.author = row.actor
        """


def save_posts(changes: Sequence[Change]) -> None:
    """Write each post and the edge from its author, unless either was deleted.

    Cost: five index seeks a row.
    """
    client.write(
        _SAVE,
        people=actors_of(changes),
        posts=targets_of(changes),
        rows=rows_of(newest_of_each_edge(changes), made_by="posted"),
    )


def delete_posts(changes: Sequence[Change]) -> None:
    """Write a tombstone for each post and delete the node with its edges. Raises Unfinished.

    Cost: the degree of each post, in chunks.
    """
    newest = newest_of_each_edge(changes)
    delete(_POSTS, {change.target: change.version for change in newest}, changes)
