"""Changes to the graph: idempotent, by id, in any order."""
