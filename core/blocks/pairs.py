"""Which of many pairs of people a block keeps apart."""

from collections.abc import Sequence

from django.db import connection

_BLOCKED = """
    SELECT pair.one, pair.other FROM unnest(%s::bigint[], %s::bigint[]) AS pair(one, other)
    JOIN core_block ON viewer_id = pair.one AND person_id = pair.other
"""


def blocked_pairs(pairs: Sequence[tuple[int, int]]) -> set[tuple[int, int]]:
    """Return those of the pairs of whom one blocks the other. One SQL statement."""
    with connection.cursor() as cursor:
        cursor.execute(_BLOCKED, [[one for one, _ in pairs], [other for _, other in pairs]])
        return set(cursor.fetchall())
