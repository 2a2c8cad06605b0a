"""The relay: applies committed journal entries to Neo4j and runs periodic tasks."""
