"""The errors of the graph."""


class GraphUnavailable(Exception):
    """Neo4j did not answer in time, or the breaker is open. Nothing is lost; retry later."""

    def __init__(self, message: str = "The graph database is temporarily unavailable.") -> None:
        super().__init__(message)
        self.message = message
