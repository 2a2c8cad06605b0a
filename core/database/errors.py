"""What the errors of PostgreSQL mean. Source of the codes: its manual, appendix A."""

from django.db import Error, InterfaceError, OperationalError

# serialization_failure, deadlock_detected
_COLLISIONS = frozenset({"40001", "40P01"})
# admin_shutdown, crash_shutdown, cannot_connect_now, too_many_connections
_UNAVAILABLE = frozenset({"57P01", "57P02", "57P03", "53300"})
_CONNECTION_EXCEPTIONS = "08"
_LOCK_NOT_AVAILABLE = "55P03"


def is_conflict(error: Exception) -> bool:
    """Return whether a conflict rolled this transaction back, so that it can be run again."""
    return isinstance(error, OperationalError) and _sqlstate(error) in _COLLISIONS


def is_lock_timeout(error: Exception | None) -> bool:
    """Return whether another transaction held a lock for longer than this process waits."""
    return isinstance(error, OperationalError) and _sqlstate(error) == _LOCK_NOT_AVAILABLE


def is_unavailable(error: Exception | None) -> bool:
    """Return whether PostgreSQL could not be reached, or the connection was lost: retry later.

    An error without a code comes from the client's own library, which has lost its connection or
    could not make one.
    """
    if isinstance(error, InterfaceError):
        return True
    if not isinstance(error, OperationalError):
        return False
    state = _sqlstate(error)
    return state is None or state in _UNAVAILABLE or state.startswith(_CONNECTION_EXCEPTIONS)


def _sqlstate(error: Error) -> str | None:
    state: str | None = getattr(error.__cause__, "pgcode", None)
    return state
