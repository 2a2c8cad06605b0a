"""What the graph can raise."""


class GraphUnavailable(Exception):
    """Neo4j did not answer in time, or is known to be away. Nothing was lost: try again later."""

    def __init__(self, message: str = "The graph database is temporarily unavailable.") -> None:
        super().__init__(message)
        self.message = message
