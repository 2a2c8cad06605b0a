"""The Graph Data Science library: whether the server has it, and running it within its bounds."""

from typing import Any, LiteralString

from neo4j import Record
from neo4j.exceptions import ClientError, Neo4jError

from graph.connection import client

_FOUND: LiteralString = """
SHOW PROCEDURES YIELD name
WHERE name IN ['gds.graph.drop', 'gds.leiden.mutate', 'gds.pageRank.mutate']
RETURN count(*) AS found
"""
# Seconds that a statement of the library may take.
LIMIT = 600.0
# The share of Neo4j's heap that a copy and each algorithm over it may take, by the estimates.
MOST_OF_HEAP = 0.4
_REFUSED = ("exceeds", "memory")


class TooLargeError(Exception):
    """The network needs more of Neo4j's heap than the analysis may take."""


def is_installed() -> bool:
    """Return whether the server has the library. Raises GraphUnavailable."""
    return bool(client.read_long(_FOUND)[0]["found"] == 3)


def is_short_of_memory(error: Neo4jError) -> bool:
    """Return whether the library refused to begin because too little of the heap is free."""
    return all(word in (error.message or "") for word in _REFUSED)


def require_memory(estimate: LiteralString, *, graph: LiteralString) -> None:
    """Raise TooLargeError if what this statement estimates is more than MOST_OF_HEAP."""
    (record,) = run(estimate, graph=graph)
    # A fraction, rounded up to a tenth.
    if (share := record["share"]) > MOST_OF_HEAP:
        raise TooLargeError(
            f"{share:.0%} of Neo4j's heap would be needed; {MOST_OF_HEAP:.0%} may be."
        )


def run(statement: LiteralString, *, graph: LiteralString, **parameters: Any) -> list[Record]:
    """Return the records of a statement about this copy. Raises TooLargeError, GraphUnavailable."""
    try:
        with client.write_limit(LIMIT):
            return client.write(statement, graph=graph, **parameters)
    except ClientError as error:
        if is_short_of_memory(error):
            raise TooLargeError("Too little of Neo4j's heap is free.") from error
        raise
