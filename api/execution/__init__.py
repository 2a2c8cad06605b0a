"""Running an operation: parsing, limits, cost, execution."""
