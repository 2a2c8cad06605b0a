"""The relay: brings to Neo4j what was committed and not applied, and runs periodic tasks."""
