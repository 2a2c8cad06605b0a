"""The errors of the graph."""

from collections.abc import Collection


class GraphUnavailable(Exception):
    """Neo4j did not answer in time, or the breaker is open. Nothing is lost; retry later."""

    def __init__(self, message: str = "The graph database is temporarily unavailable.") -> None:
        super().__init__(message)
        self.message = message


class StoresApart(GraphUnavailable):
    """This graph does not belong to this PostgreSQL: nothing is applied until it is rebuilt."""


class ForeignGraph(StoresApart):
    """This graph may be another installation's: it is left as it is until an operator decides."""


class Unfinished(Exception):
    """The time slice is over and a part of these changes is left; applying them again goes on.

    `versions` are the unfinished ones: all others of the same call are in the graph.
    """

    def __init__(self, versions: Collection[int]) -> None:
        super().__init__(f"{len(versions)} changes are not finished.")
        self.versions = frozenset(versions)


class GraphBusy(GraphUnavailable):
    """Neo4j is well, but gave this statement up: time limit, deadlock, memory. Retry later."""
