"""What stands in the graph, slice by slice, for a comparison with PostgreSQL."""
