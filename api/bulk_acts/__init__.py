"""Bulk acts: the fields of Query and Mutation."""
