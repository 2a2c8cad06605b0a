"""Everything that speaks to Neo4j: the driver, the one door for Cypher, writes and traversals."""
