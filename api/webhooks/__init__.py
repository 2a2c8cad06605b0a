"""Webhooks: the fields of Query and Mutation."""
