"""Times as the graph and the time-ordered ids store them."""

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)


def milliseconds(at: datetime) -> int:
    """Whole milliseconds since 1970, rounded down.

    Exact, as in PostgreSQL: with floats about one time in two hundred is a millisecond early.
    """
    return (at - EPOCH) // MILLISECOND
