"""Limits of a request that more than one package enforces."""

MAX_COST = 20_000
"""The maximum cost of an operation, in the units of api/execution/cost.py."""

MAX_TEXT_BYTES = 256 * 1024
"""The maximum size of a request body without files, in bytes."""
