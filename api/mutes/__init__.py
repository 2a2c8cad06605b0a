"""Mutes: the fields of Query and Mutation."""
