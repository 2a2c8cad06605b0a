"""Communities and ranks of users, by Neo4j's Graph Data Science library where the server has it."""
