"""Statistics of the HTTP request that is being answered."""

import re
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from uuid import uuid4

SAFE_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


@dataclass(slots=True)
class RequestStats:
    """One request: its id, its user, its operation, and the statements run so far.

    `operation` is the client's name for it, empty without one; `root_fields` are the schema's
    names. `document_kept` is whether the document was in the cache, None before the look-up;
    `cost` is None before the cost analysis.
    """

    request_id: str
    user_id: int | None = None
    operation: str = ""
    kind: str = ""
    root_fields: tuple[str, ...] = ()
    document_kept: bool | None = None
    cost: int | None = None
    sql: int = 0
    cypher: int = 0
    error_codes: list[str] = field(default_factory=list)

    @property
    def described(self) -> str:
        """`query Feed`, or by the root fields of one without a name: `mutation likePost`."""
        if not self.kind:
            return "No operation"
        return f"{self.kind} {self.operation or ', '.join(sorted(set(self.root_fields)))}"


_current: ContextVar[RequestStats | None] = ContextVar("request_stats", default=None)


def current() -> RequestStats | None:
    """Return the statistics of the request that this thread answers; None outside of requests."""
    return _current.get()


def begin(given: str = "") -> RequestStats:
    """Begin the statistics of a request under the id that a proxy gave to it, or a new one.

    They last until this thread begins others: Django and gunicorn log an answer after it was sent,
    with the id of its request.
    """
    stats = RequestStats(given if SAFE_REQUEST_ID.fullmatch(given) else uuid4().hex)
    _current.set(stats)
    return stats


def begin_with_request(*, environ: Mapping[str, str] | None = None, **_: object) -> None:
    """Begin statistics with each HTTP request: a receiver of Django's `request_started`."""
    begin((environ or {}).get("HTTP_X_REQUEST_ID", ""))
