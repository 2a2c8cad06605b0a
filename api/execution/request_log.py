"""What is told of each GraphQL request when it is answered."""

import logging

from api.errors import DATABASE_UNAVAILABLE, GRAPH_UNAVAILABLE, INTERNAL
from core.common.request_stats import Trail
from core.common.signals import request_answered

# What is no mistake of the client's.
FAULTS = frozenset({INTERNAL, GRAPH_UNAVAILABLE, DATABASE_UNAVAILABLE})

logger = logging.getLogger("api.requests")


def report(trail: Trail, status: int, seconds: float) -> None:
    """Count it, and leave a line in the log.

    `status` is that of HTTP, `seconds` the time from request to answer.
    """
    outcome = outcome_of(trail, status)
    request_answered.send(None, trail=trail, status=status, seconds=seconds, outcome=outcome)
    if logger.isEnabledFor(logging.INFO):
        _log(trail, status, seconds, outcome)


def outcome_of(trail: Trail, status: int) -> str:
    """`failed` where something of ours did, `refused` where the client has to change something."""
    if status >= 500 or not FAULTS.isdisjoint(trail.error_codes):
        return "failed"
    return "refused" if trail.error_codes else "ok"


def _log(trail: Trail, status: int, seconds: float, outcome: str) -> None:
    fields = {
        "user_id": trail.user_id,
        "operation": trail.operation,
        "kind": trail.kind,
        "root_fields": sorted(set(trail.root_fields)),
        "duration_ms": round(seconds * 1000, 2),
        "cost": trail.cost,
        "sql": trail.sql,
        "cypher": trail.cypher,
        "document_kept": trail.document_kept,
        "status": status,
        "outcome": outcome,
        "error_codes": sorted(set(trail.error_codes)),
    }
    logger.info(
        "%s: %d in %.1f ms, %d SQL, %d Cypher%s",
        trail.described,
        status,
        seconds * 1000,
        trail.sql,
        trail.cypher,
        "".join(f", {code}" for code in sorted(set(trail.error_codes))),
        extra=fields,
    )
