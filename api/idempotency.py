"""The argument by which a client sends a mutation again without doing it twice."""

import graphene

from core.idempotency.once import KEPT_HOURS, MAX_KEY_LENGTH


def idempotency_key(what: str) -> graphene.String:
    """Return the argument `idempotencyKey` of a mutation that makes a `what`."""
    return graphene.String(
        description=f"A text that you make up for this {what}, such as a UUID, of up to "
        f"{MAX_KEY_LENGTH} characters. If the answer is lost, or the form is sent twice, the same "
        f"key with the same input returns the first {what} for {KEPT_HOURS} hours."
    )
