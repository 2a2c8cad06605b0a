"""How much a request may bring, where more than one package holds it to that."""

MAX_COST = 20_000
"""Of one operation, in the units of api/execution/cost.py."""

MAX_TEXT_BYTES = 256 * 1024
"""Of a request's body without files."""
