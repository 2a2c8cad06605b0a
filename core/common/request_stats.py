"""Statistics of the HTTP request that is being answered."""

import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from uuid import uuid4

from .errors import OperationStopped

SAFE_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
TOO_MANY = (
    "The operation needs more than {limit} {store} statements. Ask for fewer lists and objects."
)


@dataclass(slots=True)
class RequestStats:
    """One request: its id, its user, their language, its operation, and the statements so far.

    `operation` is the client's name for it, empty without one; `root_fields` are the schema's
    names. `document_kept` is whether the document was in the cache, None before the look-up;
    `cost` is None before the cost analysis, `max_cost` what it may be. More SQL than `max_sql` and
    more Cypher than `max_cypher` end the operation.
    """

    request_id: str
    user_id: int | None = None
    language: str = ""
    operation: str = ""
    kind: str = ""
    root_fields: tuple[str, ...] = ()
    document_kept: bool | None = None
    cost: int | None = None
    max_cost: int = 0
    sql: int = 0
    cypher: int = 0
    max_sql: int = sys.maxsize
    max_cypher: int = sys.maxsize
    error_codes: list[str] = field(default_factory=list)
    _limit: int = field(default=0, init=False)

    @property
    def described(self) -> str:
        """`query Feed`, or by the root fields of one without a name: `mutation likePost`."""
        if not self.kind:
            return "No operation"
        return f"{self.kind} {self.operation or ', '.join(sorted(set(self.root_fields)))}"

    def count_sql(self) -> None:
        """Count one statement. Raises OperationStopped beyond the limit."""
        self.sql += 1
        if self.sql > self.max_sql:
            raise OperationStopped("sql", self._too_many("SQL"))

    def count_cypher(self) -> None:
        """Count one statement. Raises OperationStopped beyond the limit."""
        self.cypher += 1
        if self.cypher > self.max_cypher:
            raise OperationStopped("cypher", self._too_many("Cypher"))

    @contextmanager
    def limited_to(self, statements: int) -> Iterator[None]:
        """Let the block run so many statements of each store and no more."""
        self._limit = statements
        self.max_sql, self.max_cypher = self.sql + statements, self.cypher + statements
        try:
            yield
        finally:
            self.max_sql = self.max_cypher = sys.maxsize

    def _too_many(self, store: str) -> str:
        return TOO_MANY.format(limit=self._limit, store=store)


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
