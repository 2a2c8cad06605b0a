"""How many connections the driver keeps."""

from . import driver as neo4j_driver


def open_connections() -> int:
    """Connections of this process to Neo4j, idle and in use; the driver opens if it has not.

    The driver tells it nowhere in public: this reads its pool, and a test sees when that changes.
    """
    pool = neo4j_driver.driver()._pool  # pyright: ignore[reportPrivateUsage]
    with pool.lock:
        return sum(len(connections) for connections in pool.connections.values())
