"""API tokens: the fields of Query and Mutation."""
