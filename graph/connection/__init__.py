"""How Neo4j is reached: the driver, the one client that runs Cypher, the breaker, bookmarks."""
