"""Durations as text."""


def span(seconds: float) -> str:
    """Format milliseconds below a second, seconds with one decimal above: `7 ms`, `1.5 s`."""
    return f"{seconds * 1000:,.0f} ms" if seconds < 1 else f"{seconds:,.1f} s"
