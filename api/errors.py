"""From exceptions to the `errors` of a response.

Every error has `extensions.code`. Messages of domain errors, and of GraphQL's own errors about a
document or its variables, are sent to the client. While PostgreSQL is unavailable, the client is
asked to try again and the log has one line per request; so too while a disk is full. Any other
exception is a fault of this service: the client gets a fixed message and the request ID, the log
the traceback under that ID.
"""

import logging
from collections.abc import Mapping, Sequence
from typing import Any, TypeGuard

from django.utils.translation import gettext_noop
from graphql import GraphQLError, GraphQLFormattedError, VariableDefinitionNode

from api.messages import translated
from core.accounts.factors.challenges import SecondFactorRequired
from core.common.disks import is_disk_full
from core.common.errors import (
    DomainError,
    Forbidden,
    InvalidInput,
    NotFound,
    Overloaded,
    RateLimited,
    TooMuchWork,
    Unauthenticated,
)
from core.database.errors import is_lock_timeout, is_unavailable
from core.database.transactions import LOCKED
from graph.errors import GraphUnavailable

logger = logging.getLogger(__name__)

BAD_USER_INPUT = "BAD_USER_INPUT"
DATABASE_UNAVAILABLE = "DATABASE_UNAVAILABLE"
GRAPH_UNAVAILABLE = "GRAPH_UNAVAILABLE"
INTERNAL = "INTERNAL"
OVERLOADED = "OVERLOADED"
PERSISTED_QUERY_ID_REQUIRED = "PERSISTED_QUERY_ID_REQUIRED"
PERSISTED_QUERY_NOT_FOUND = "PERSISTED_QUERY_NOT_FOUND"
PERSISTED_QUERY_NOT_SUPPORTED = "PERSISTED_QUERY_NOT_SUPPORTED"
QUERY_TOO_COMPLEX = "QUERY_TOO_COMPLEX"
RATE_LIMITED = "RATE_LIMITED"
SECOND_FACTOR_REQUIRED = "SECOND_FACTOR_REQUIRED"
STORAGE_FULL = "STORAGE_FULL"
UNAUTHENTICATED = "UNAUTHENTICATED"

CODES: dict[type[DomainError], str] = {
    Unauthenticated: UNAUTHENTICATED,
    Forbidden: "FORBIDDEN",
    NotFound: "NOT_FOUND",
    InvalidInput: BAD_USER_INPUT,
    RateLimited: RATE_LIMITED,
    TooMuchWork: QUERY_TOO_COMPLEX,
    Overloaded: OVERLOADED,
    SecondFactorRequired: SECOND_FACTOR_REQUIRED,
}
MASKED = gettext_noop("Internal server error.")
UNAVAILABLE = gettext_noop("The database is temporarily unavailable. Try again.")
FULL = gettext_noop("The storage of this service is full. Nothing was saved. Try again later.")


class RequestError(Exception):
    """The response has only errors.

    `status` is the HTTP status. If the request is `well_formed` GraphQL over HTTP and only its
    document is wrong, the status applies to `application/graphql-response+json` only.
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
    """Return the error for a request that is not well-formed GraphQL over HTTP."""
    return RequestError([graphql_error(message, field=field)], status=status, headers=headers)


def graphql_error(
    message: str, code: str = BAD_USER_INPUT, *, field: str | None = None
) -> GraphQLError:
    """Return an error for the client; `field` names the argument or parameter at fault."""
    return GraphQLError(message, extensions={"code": code, **({"field": field} if field else {})})


def format_errors(
    errors: Sequence[GraphQLError], request_id: str, language: str = ""
) -> list[GraphQLFormattedError]:
    """Return the errors of the response, their messages in this language.

    A fault of this service is logged once and masked.

    One fault can be the error of many fields: a failed batch is raised for each row.
    """
    logged: list[Exception] = []
    formatted = []
    _log_unavailable(errors, request_id)
    for error in errors:
        cause = _cause(error)
        if _is_fault(cause) and not any(cause is each for each in logged):
            logged.append(cause)
            where = ".".join(map(str, error.path)) if error.path else "the request"
            logger.error("Request %s failed at %s.", request_id, where, exc_info=cause)
        message, extensions = _message_and_extensions(error, cause, request_id)
        message, extensions = _in_language(message, extensions, language)
        formatted.append(
            GraphQLFormattedError({**error.formatted, "message": message, "extensions": extensions})
        )
    return formatted


def _in_language(
    message: str, extensions: dict[str, Any], language: str
) -> tuple[str, dict[str, Any]]:
    """Return what people read of an error in this language; codes and names stay."""
    if fields := extensions.get("fields"):
        of_fields = {name: translated(text, language) for name, text in fields.items()}
        extensions = {**extensions, "fields": of_fields}
    return translated(message, language), extensions


def _log_unavailable(errors: Sequence[GraphQLError], request_id: str) -> None:
    """Log one line for all errors caused by PostgreSQL being unavailable, or by a full disk."""
    cause = next(
        (error.original_error for error in errors if is_temporary(error.original_error)), None
    )
    if cause is not None:
        what = "storage full" if is_disk_full(cause) else "PostgreSQL unavailable"
        reason, *_ = str(cause).splitlines() or [""]
        logger.warning("Request %s failed, %s: %s", request_id, what, reason)


def is_temporary(error: Exception | None) -> bool:
    """Return whether the same request may succeed later: no PostgreSQL, or no space."""
    return is_unavailable(error) or is_disk_full(error)


def as_graphql_error(error: Exception) -> GraphQLError:
    """Return the error of the whole request, rather than of a field."""
    return GraphQLError(str(error), original_error=error)


def _message_and_extensions(
    error: GraphQLError, cause: Exception | None, request_id: str
) -> tuple[str, dict[str, Any]]:
    match cause:
        case None:
            return error.message, _graphql_extensions(error)
        case DomainError():
            return cause.message, _domain_extensions(cause)
        case GraphUnavailable():
            return cause.message, {"code": GRAPH_UNAVAILABLE}
        case _ if is_disk_full(cause):
            return FULL, {"code": STORAGE_FULL}
        case _ if is_lock_timeout(cause):
            return LOCKED, {"code": OVERLOADED, "retryAfter": 1}
        case _ if is_unavailable(cause):
            return UNAVAILABLE, {"code": DATABASE_UNAVAILABLE}
        case _:
            return MASKED, {"code": INTERNAL, "requestId": request_id}


def _is_fault(cause: Exception | None) -> TypeGuard[Exception]:
    return not (
        cause is None
        or isinstance(cause, DomainError | GraphUnavailable)
        or is_temporary(cause)
        or is_lock_timeout(cause)
    )


def _cause(error: GraphQLError) -> Exception | None:
    """Return what a resolver raised; None for an error of GraphQL about the document."""
    cause = error.original_error
    if not isinstance(cause, GraphQLError):
        return cause
    # An error about an argument has a position in the document. One without is about the value
    # that a resolver returned: a fault of this service.
    if cause.nodes or not error.path:
        return None
    return TypeError(cause.message)


def _domain_extensions(error: DomainError) -> dict[str, Any]:
    code = next(code for kind, code in CODES.items() if isinstance(error, kind))
    extensions: dict[str, Any] = {"code": code}
    if error.field is not None:
        extensions["field"] = error.field
    if isinstance(error, InvalidInput) and error.fields:
        extensions["fields"] = error.fields
    if isinstance(error, SecondFactorRequired):
        extensions["challenge"] = error.challenge
        extensions["passkeyOptions"] = error.passkey_options
    if isinstance(error, RateLimited | Overloaded):
        extensions["retryAfter"] = error.retry_after
    return extensions


def _graphql_extensions(error: GraphQLError) -> dict[str, Any]:
    extensions = {"code": BAD_USER_INPUT, **(error.extensions or {})}
    match error.nodes:
        case [VariableDefinitionNode() as definition]:
            extensions.setdefault("field", definition.variable.name.value)
    return extensions
