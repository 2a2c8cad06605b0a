"""The `Retry-After` header of rate-limited operations, and of those refused under load."""

from graphql import ExecutionResult

from api.errors import RequestError
from api.response_extras import ResponseExtras
from core.common.errors import Overloaded, RateLimited


def hold_off(result: ExecutionResult, response_extras: ResponseExtras) -> None:
    """Set `Retry-After`, in seconds, if a field was rate limited or refused under load.

    Raises RequestError if every field was: nothing was executed. The status is 429, or 503, also
    in `application/json`, if the service was overloaded. Sources: RFC 6585, section 4; RFC 9110,
    section 15.6.4.
    """
    errors = result.errors or []
    causes = [error.original_error for error in errors]
    waits = [cause.retry_after for cause in causes if isinstance(cause, RateLimited | Overloaded)]
    if not waits:
        return
    response_extras.headers["Retry-After"] = str(max(waits))
    if len(waits) == len(errors) and all(value is None for value in (result.data or {}).values()):
        if any(isinstance(cause, Overloaded) for cause in causes):
            headers = {"Retry-After": str(max(waits))}
            raise RequestError(errors, status=503, headers=headers)
        raise RequestError(errors, status=429, well_formed=True)
