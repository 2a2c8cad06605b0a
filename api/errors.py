"""From what went wrong to the `errors` of an answer.

Every error has `extensions.code`. Refusals of the domain, and GraphQL's own complaints about a
document or its variables, are told in words. While PostgreSQL is away the client is told to try
again, and the log gets one line a request. Anything else is a fault of this service: the client
gets a fixed sentence and the request's id, the log gets the traceback under the same id.
"""

import logging
from collections.abc import Mapping, Sequence
from typing import Any, TypeGuard

from graphql import GraphQLError, GraphQLFormattedError, VariableDefinitionNode

from core.common.errors import (
    DomainError,
    Forbidden,
    InvalidInput,
    NotFound,
    RateLimited,
    TooMuchWork,
    Unauthenticated,
)
from core.database.errors import is_unavailable
from graph.errors import GraphUnavailable

logger = logging.getLogger(__name__)

BAD_USER_INPUT = "BAD_USER_INPUT"
DATABASE_UNAVAILABLE = "DATABASE_UNAVAILABLE"
GRAPH_UNAVAILABLE = "GRAPH_UNAVAILABLE"
INTERNAL = "INTERNAL"
PERSISTED_QUERY_ID_REQUIRED = "PERSISTED_QUERY_ID_REQUIRED"
PERSISTED_QUERY_NOT_FOUND = "PERSISTED_QUERY_NOT_FOUND"
PERSISTED_QUERY_NOT_SUPPORTED = "PERSISTED_QUERY_NOT_SUPPORTED"
QUERY_TOO_COMPLEX = "QUERY_TOO_COMPLEX"
RATE_LIMITED = "RATE_LIMITED"
UNAUTHENTICATED = "UNAUTHENTICATED"

CODES: dict[type[DomainError], str] = {
    Unauthenticated: UNAUTHENTICATED,
    Forbidden: "FORBIDDEN",
    NotFound: "NOT_FOUND",
    InvalidInput: BAD_USER_INPUT,
    RateLimited: RATE_LIMITED,
    TooMuchWork: QUERY_TOO_COMPLEX,
}
MASKED = "Internal server error."
DATABASE_AWAY = "The database is temporarily unavailable. Try again."


class RequestError(Exception):
    """The request is answered by errors alone.

    `status` is the HTTP status. A request that is `well_formed` GraphQL over HTTP, whose document
    is what is wrong, gets it only in the media type that has status codes for that.
    """

    def __init__(
        self,
        errors: Sequence[GraphQLError],
        *,
        status: int = 400,
        well_formed: bool = False,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(errors[0].message)
        self.errors = errors
        self.status = status
        self.well_formed = well_formed
        self.headers = headers or {}


def bad_request(
    message: str,
    *,
    field: str | None = None,
    status: int = 400,
    headers: Mapping[str, str] | None = None,
) -> RequestError:
    """The refusal of an HTTP request that is not well-formed GraphQL over HTTP."""
    return RequestError([graphql_error(message, field=field)], status=status, headers=headers)


def graphql_error(
    message: str, code: str = BAD_USER_INPUT, *, field: str | None = None
) -> GraphQLError:
    """An error in words for the client; `field` names the argument or parameter at fault."""
    return GraphQLError(message, extensions={"code": code, **({"field": field} if field else {})})


def format_errors(errors: Sequence[GraphQLError], request_id: str) -> list[GraphQLFormattedError]:
    """The errors as they go into the answer. A fault of this service is logged once and masked.

    One fault can be the error of many fields: a batch that failed is raised for each row.
    """
    logged: list[Exception] = []
    formatted = []
    _note_absence(errors, request_id)
    for error in errors:
        cause = _cause(error)
        if _is_fault(cause) and not any(cause is each for each in logged):
            logged.append(cause)
            where = ".".join(map(str, error.path)) if error.path else "the request"
            logger.error("Request %s failed at %s.", request_id, where, exc_info=cause)
        message, extensions = _told(error, cause, request_id)
        formatted.append(
            GraphQLFormattedError({**error.formatted, "message": message, "extensions": extensions})
        )
    return formatted


def _note_absence(errors: Sequence[GraphQLError], request_id: str) -> None:
    """One line for all that failed because PostgreSQL is away."""
    absence = next(
        (error.original_error for error in errors if is_unavailable(error.original_error)), None
    )
    if absence is not None:
        reason, *_ = str(absence).splitlines() or [""]
        logger.warning("Request %s failed, PostgreSQL unavailable: %s", request_id, reason)


def as_graphql_error(error: Exception) -> GraphQLError:
    """An exception that concerns the request as a whole, rather than a field."""
    return GraphQLError(str(error), original_error=error)


def _told(
    error: GraphQLError, cause: Exception | None, request_id: str
) -> tuple[str, dict[str, Any]]:
    match cause:
        case None:
            return error.message, _graphql_extensions(error)
        case DomainError():
            return cause.message, _domain_extensions(cause)
        case GraphUnavailable():
            return cause.message, {"code": GRAPH_UNAVAILABLE}
        case _ if is_unavailable(cause):
            return DATABASE_AWAY, {"code": DATABASE_UNAVAILABLE}
        case _:
            return MASKED, {"code": INTERNAL, "requestId": request_id}


def _is_fault(cause: Exception | None) -> TypeGuard[Exception]:
    return not (
        cause is None or isinstance(cause, DomainError | GraphUnavailable) or is_unavailable(cause)
    )


def _cause(error: GraphQLError) -> Exception | None:
    """What a resolver raised; None where GraphQL itself refuses the document or its values."""
    cause = error.original_error
    if not isinstance(cause, GraphQLError):
        return cause
    # A complaint about an argument knows its place in the document. One that does not is about
    # what a resolver returned, and that is our fault.
    if cause.nodes or not error.path:
        return None
    return TypeError(cause.message)


def _domain_extensions(error: DomainError) -> dict[str, Any]:
    code = next(code for kind, code in CODES.items() if isinstance(error, kind))
    extensions: dict[str, Any] = {"code": code}
    if error.field is not None:
        extensions["field"] = error.field
    if isinstance(error, RateLimited):
        extensions["retryAfter"] = error.retry_after
    return extensions


def _graphql_extensions(error: GraphQLError) -> dict[str, Any]:
    extensions = {"code": BAD_USER_INPUT, **(error.extensions or {})}
    match error.nodes:
        case [VariableDefinitionNode() as definition]:
            extensions.setdefault("field", definition.variable.name.value)
    return extensions
