"""How many replies comments have."""

from collections.abc import Sequence

from django.db import connections

from core.database.postgresql.prepared import Prepared
from core.database.routing import database_of_reads, from_replica
from core.visibility import Viewer

from .selectors import IS_VISIBLE

_REPLIES = Prepared(
    f"""
    SELECT parent_id, count(*) FROM core_comment
    WHERE parent_id = ANY(%(comments)s::bigint[]) AND {IS_VISIBLE} GROUP BY parent_id
"""  # noqa: S608 - of constants
)


@from_replica
def replies_counts(viewer: Viewer, cids: Sequence[int]) -> dict[int, int]:
    """Return how many replies to each comment the viewer may see; none is left out.

    One SQL statement: an index range of all replies to these comments.
    """
    with connections[database_of_reads()].cursor() as cursor:
        cursor.execute(_REPLIES, {"comments": list(cids), "viewer": viewer.key})
        return dict(cursor.fetchall())
