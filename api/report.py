"""What is told of each GraphQL request when it is answered."""

import logging

from core.telemetry.signals import request_answered
from core.telemetry.trail import Trail

logger = logging.getLogger("api.requests")


def report(trail: Trail, status: int, seconds: float) -> None:
    """Count it, and leave a line in the log.

    `status` is that of HTTP, `seconds` the time from request to answer.
    """
    request_answered.send(None, trail=trail, status=status, seconds=seconds)
    if logger.isEnabledFor(logging.INFO):
        _log(trail, status, seconds)


def _log(trail: Trail, status: int, seconds: float) -> None:
    fields = {
        "user_id": trail.user_id,
        "operation": trail.operation,
        "kind": trail.kind,
        "root_fields": sorted(set(trail.root_fields)),
        "duration_ms": round(seconds * 1000, 2),
        "sql": trail.sql,
        "cypher": trail.cypher,
        "document_kept": trail.document_kept,
        "status": status,
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
