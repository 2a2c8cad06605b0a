"""How many of the viewer's followees follow each of very many users."""

from collections.abc import Collection
from typing import LiteralString

from graph.connection import client

from .indexed import COMPLETE, read_indexed
from .known_followers import FOLLOWEES, FOLLOWEES_BY_EDGES
from .relationships import THEIRS, THEIRS_BY_EDGES

# Of the followees followed last, so many, and of each so many of theirs: 150,000 edges.
MAX_FOLLOWEES = 300
OF_EACH = 500

_COUNTS: LiteralString = """
{followees}
CALL (followees) {{
  UNWIND followees AS followee
  CALL (followee) {{
{theirs}
    RETURN uid
  }}
  WITH uid WHERE uid IN $uids
  RETURN uid, count(*) AS mutuals
}}
WITH collect([uid, mutuals]) AS counts
RETURN counts, {complete}
"""
MUTUAL_COUNTS_BY_INDEX: LiteralString = _COUNTS.format(
    followees=FOLLOWEES, theirs=THEIRS, complete=COMPLETE
)
MUTUAL_COUNTS: LiteralString = _COUNTS.format(
    followees=FOLLOWEES_BY_EDGES, theirs=THEIRS_BY_EDGES, complete=COMPLETE
)


def mutual_counts(
    viewer: int,
    uids: Collection[int],
    *,
    suspended: bool = False,
    hidden: Collection[int] = (),
) -> dict[int, int]:
    """Return how many followees of the viewer follow each of `uids`, for those whom any follows.

    Of the followees the MAX_FOLLOWEES followed last, and of each the OF_EACH whom they followed
    last. Users who are `hidden` from the viewer do not count; a `suspended` viewer reads on.

    Cost: MAX_FOLLOWEES × OF_EACH edges at most, whatever the number of `uids`. For a suspended
    viewer all edges of the followees.
    """
    asked = {
        "viewer": viewer,
        "uids": list(uids),
        "hidden": list(hidden),
        "followees": MAX_FOLLOWEES,
        "of_each": OF_EACH,
    }
    if suspended:
        record = client.read_one(MUTUAL_COUNTS, **asked)
    else:
        record = read_indexed(MUTUAL_COUNTS_BY_INDEX, MUTUAL_COUNTS, **asked)
    return dict(record["counts"])
