"""The log line and the signal of each GraphQL request."""

import logging

from api.errors import DATABASE_UNAVAILABLE, GRAPH_UNAVAILABLE, INTERNAL, STORAGE_FULL
from core.common.request_stats import RequestStats
from core.common.signals import request_answered

# Error codes of this service's faults, not the client's.
FAULTS = frozenset({INTERNAL, GRAPH_UNAVAILABLE, DATABASE_UNAVAILABLE, STORAGE_FULL})

logger = logging.getLogger("api.requests")


def report(stats: RequestStats, status: int, seconds: float) -> None:
    """Send the signal `request_answered` and write a log line.

    `status` is the HTTP status, `seconds` the time from request to response.
    """
    outcome = outcome_of(stats, status)
    request_answered.send(None, stats=stats, status=status, seconds=seconds, outcome=outcome)
    if logger.isEnabledFor(logging.INFO):
        _log(stats, status, seconds, outcome)


def outcome_of(stats: RequestStats, status: int) -> str:
    """Return `failed` for a fault of this service, `refused` for one of the client, or `ok`."""
    if status >= 500 or not FAULTS.isdisjoint(stats.error_codes):
        return "failed"
    return "refused" if stats.error_codes else "ok"


def _log(stats: RequestStats, status: int, seconds: float, outcome: str) -> None:
    fields = {
        "user_id": stats.user_id,
        "operation": stats.operation,
        "kind": stats.kind,
        "root_fields": sorted(set(stats.root_fields)),
        "duration_ms": round(seconds * 1000, 2),
        "cost": stats.cost,
        "sql": stats.sql,
        "cypher": stats.cypher,
        "document_kept": stats.document_kept,
        "status": status,
        "outcome": outcome,
        "error_codes": sorted(set(stats.error_codes)),
    }
    logger.info(
        "%s: %d in %.1f ms, %d SQL, %d Cypher%s",
        stats.described,
        status,
        seconds * 1000,
        stats.sql,
        stats.cypher,
        "".join(f", {code}" for code in sorted(set(stats.error_codes))),
        extra=fields,
    )
