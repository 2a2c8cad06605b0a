"""The graph in Neo4j: how it is reached, its writes, its traversals and its audit."""
