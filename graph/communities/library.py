"""The Graph Data Science library: whether the server has it, and what it lacks memory for."""

from typing import LiteralString

from neo4j.exceptions import Neo4jError

from graph.connection import client

_FOUND: LiteralString = """
SHOW PROCEDURES YIELD name
WHERE name IN ['gds.graph.drop', 'gds.leiden.mutate', 'gds.pageRank.mutate']
RETURN count(*) AS found
"""
_REFUSED = ("exceeds", "memory")


class TooLargeError(Exception):
    """The network needs more of Neo4j's heap than the analysis may take."""


def is_installed() -> bool:
    """Return whether the server has the library. Raises GraphUnavailable."""
    return bool(client.read_long(_FOUND)[0]["found"] == 3)


def is_short_of_memory(error: Neo4jError) -> bool:
    """Return whether the library refused to begin because too little of the heap is free."""
    return all(word in (error.message or "") for word in _REFUSED)
