"""What can go wrong in words a person can read. The API gives each class a code."""


class DomainError(Exception):
    """A refusal: `message` is shown to the person, `field` names the argument at fault."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class Unauthenticated(DomainError):
    """Nobody is signed in, or the proof of who it is does not hold."""


class Forbidden(DomainError):
    """The person is known and may not do this."""


class NotFound(DomainError):
    """There is no such thing, or the viewer may not know of it."""


class InvalidInput(DomainError):
    """A value is missing, malformed or out of bounds."""


class TooMuchWork(DomainError):
    """What is asked for would take too long to find."""


class RateLimited(DomainError):
    """Too many tries; `retry_after` is in seconds."""

    def __init__(self, message: str, retry_after: int, field: str | None = None) -> None:
        super().__init__(message, field)
        self.retry_after = retry_after
