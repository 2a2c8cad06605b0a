"""Whom comments mention."""

from collections.abc import Sequence

from core.accounts.models import User
from core.database.postgresql.prepared import Prepared
from core.database.routing import from_replica
from core.posts.mentions import PERSON, by_text
from core.visibility import Viewer
from core.visibility.rule import VISIBLE

_MENTIONED = Prepared(
    f"""
    SELECT {PERSON}, comment.id AS mentioned_in
    FROM core_comment comment
    CROSS JOIN LATERAL unnest(comment.mentioned) WITH ORDINALITY AS mention(person_id, place)
    JOIN core_user person ON person.id = mention.person_id
    WHERE comment.id = ANY(%(ids)s) AND {VISIBLE.format(person="person.id")}
    ORDER BY comment.id, mention.place
"""  # noqa: S608 - of constants
)


@from_replica
def mentioned_in_comments(viewer: Viewer, cids: Sequence[int]) -> dict[int, list[User]]:
    """Return the users whom each comment mentions, in the order of its text.

    Left out are comments without any, and users who are hidden from the viewer. One SQL statement.
    """
    return by_text(_MENTIONED, viewer, cids)
