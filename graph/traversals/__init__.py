"""Questions to the graph: one Cypher a function; ids, scores and sort keys out."""
