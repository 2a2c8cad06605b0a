"""Moments as the graph and the time-ordered ids know them."""

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)


def milliseconds(at: datetime) -> int:
    """Whole milliseconds since 1970, rounded down.

    Exact, as PostgreSQL counts them: by way of a float, about one moment in two hundred comes out
    a millisecond early.
    """
    return (at - EPOCH) // MILLISECOND
