"""The number of connections of the driver."""

from . import driver as neo4j_driver


def open_connections() -> int:
    """Return the number of connections of this process to Neo4j, idle and in use.

    The driver has no public interface for it: this reads its pool, which a test covers.
    """
    pool = neo4j_driver.driver()._pool  # pyright: ignore[reportPrivateUsage]
    with pool.lock:
        return sum(len(connections) for connections in pool.connections.values())
