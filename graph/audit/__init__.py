"""The contents of the graph, partition by partition, for comparison with PostgreSQL."""
