"""Limits of a request that more than one package enforces."""

MAX_COST = 20_000
"""The maximum cost of an operation, in the units of api/execution/cost.py."""

MAX_EVENT_COST = 2_500
"""The maximum cost of an event of a subscription, in the same units.

A client pays for a query with a request; an event comes by itself, to every subscriber.
"""

MAX_ANSWER_BYTES = 4 * 1024 * 1024
"""The maximum size of an answer, counted while it is built; the operation then ends."""

MAX_STATEMENTS = 400
"""The maximum number of SQL statements of an operation, and of Cypher statements."""

MAX_EVENT_STATEMENTS = 100
"""The same of an event of a subscription."""

MAX_STATEMENTS_A_WRITE = 40
"""How many statements of each store more for every mutation field."""

MAX_TEXT_BYTES = 256 * 1024
"""The maximum size of a request body without files, in bytes."""
