"""Errors with a message for the user. The API assigns a code to each class."""

from collections.abc import Mapping


class DomainError(Exception):
    """A request that is refused: `message` is for the user, `field` names the invalid argument."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class Unauthenticated(DomainError):
    """Nobody is signed in, or the credentials are not valid."""


class Forbidden(DomainError):
    """The user is signed in and may not do this."""


class NotFound(DomainError):
    """The object does not exist, or is hidden from the viewer."""


class InvalidInput(DomainError):
    """A value is missing, malformed or out of bounds.

    `fields` has the messages of all invalid arguments, of which `field` is the first.
    """

    def __init__(
        self, message: str, field: str | None = None, others: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message, field)
        self.fields: dict[str, str] = {**({field: message} if field else {}), **(others or {})}


class TooMuchWork(DomainError):
    """The search would take too long."""


class RateLimited(DomainError):
    """Too many attempts; `retry_after` is in seconds."""

    def __init__(self, message: str, retry_after: int, field: str | None = None) -> None:
        super().__init__(message, field)
        self.retry_after = retry_after


class Overloaded(DomainError):
    """Too many want the same at once; nothing was done. `retry_after` is in seconds."""

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class OperationStopped(BaseException):
    """The whole operation ends here: it needs more than it may have.

    No `Exception`, so that no field, batch or retry takes it for a failure of its own. `limit` is
    what was exceeded: `answer`, `sql` or `cypher`.
    """

    def __init__(self, limit: str, message: str) -> None:
        super().__init__(message)
        self.limit = limit
        self.message = message
