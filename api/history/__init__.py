"""History of relations: the fields of Query and Mutation."""
