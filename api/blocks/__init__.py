"""Blocks: the fields of Query and Mutation."""
