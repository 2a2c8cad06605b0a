"""The `Retry-After` header of rate-limited operations."""

from graphql import ExecutionResult

from api.errors import RequestError
from api.response_extras import ResponseExtras
from core.common.errors import RateLimited


def hold_off(result: ExecutionResult, response_extras: ResponseExtras) -> None:
    """Set `Retry-After`, in seconds, if a field was rate limited.

    Raises RequestError with status 429 if every field was: nothing was executed.
    Source: RFC 6585, section 4.
    """
    errors = result.errors or []
    causes = [error.original_error for error in errors]
    waits = [cause.retry_after for cause in causes if isinstance(cause, RateLimited)]
    if not waits:
        return
    response_extras.headers["Retry-After"] = str(max(waits))
    if len(waits) == len(errors) and all(value is None for value in (result.data or {}).values()):
        raise RequestError(errors, status=429, well_formed=True)
