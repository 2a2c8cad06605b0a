"""Lists of people that one person follows, or is followed by."""

from collections.abc import Sequence

from core.importers.errors import ImportFailed

from .columns import Columns, NotUnderstood, columns_of, listed, position
from .options import EdgeListOptions
from .words import column_of, words_of

_BLOCKS = ("hide notifications", "muting", "blocking", "severity", "domain")


def list_columns(
    name: str, names: Sequence[str], header: Sequence[str], options: EdgeListOptions
) -> Columns:
    """Return the columns of a list of people; both ends are the one of their ids.

    Raises ImportFailed where no single column is that of the people.
    """
    if any(" ".join(words_of(column)) in _BLOCKS for column in header):
        raise ImportFailed(f"{name} lists muted or blocked accounts ({listed(header)}).")
    chosen = options.follower_column or options.followee_column
    at = position(chosen, names) if chosen else _column(name, names, header)
    time = options.time_column
    found = [n for n, column in enumerate(header) if column_of(column).role == "time"]
    if time not in ("", "none"):
        found = [position(time, names)]
    return Columns(at, at, time=found[0] if len(found) == 1 and time != "none" else None)


def _column(name: str, names: Sequence[str], header: Sequence[str]) -> int:
    if not header and len(names) == 1:
        return 0
    try:
        columns_of(header, options=EdgeListOptions())
    except NotUnderstood:
        pass
    else:
        raise ImportFailed(
            f"{name} has both ends of its follows ({listed(header)}); leave out --followed-by and "
            "--following."
        )
    ends = ("person", "source", "target", "subject")
    found = [at for at, column in enumerate(header) if column_of(column).role in ends]
    if len(header) == 1:
        found = [0]
    if len(found) != 1:
        raise ImportFailed(
            f"{name}: no single column is clearly that of the people ({listed(header or names)}); "
            "choose it with --followee-column."
        )
    return found[0]
