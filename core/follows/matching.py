"""Which of many users a filter of a list lets through."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import LiteralString

from django.db import connections

from core.accounts.search import name_parameters
from core.common.errors import InvalidInput
from core.database.routing import database_of_reads, from_replica
from core.visibility import ANYONE, Viewer
from core.visibility.audience import IN_AUDIENCE

MAX_DAYS = 3_650

# The newest post that the viewer may see is found by one probe of the index of an author's posts.
_MATCHING: LiteralString = f"""
SELECT person.id FROM core_user person
WHERE person.id = ANY(%(ids)s) AND (person.is_active OR person.id = %(viewer)s)
  AND NOT EXISTS (
    SELECT FROM core_block WHERE viewer_id = %(viewer)s AND person_id = person.id)
  AND (%(any)s::tsquery IS NULL OR person.name_words @@ %(any)s::tsquery
    OR person.name_words IS NULL AND lower(person.username) LIKE %(like)s)
  AND (%(days)s::int IS NULL OR COALESCE((
    SELECT created_at FROM core_post post
    WHERE author_id = person.id AND {IN_AUDIENCE.format(post="post")}
    ORDER BY post.id DESC LIMIT 1
  ) < statement_timestamp() - %(days)s::int * interval '1 day', true))
"""  # noqa: S608 - of constants


@dataclass(frozen=True, slots=True)
class Names:
    """What the index of names is asked; without `any` it finds nobody."""

    any: str | None
    like: str = ""


def names_like(text: str) -> Names | None:
    """Return what finds the names that a search for the text finds; None for every name."""
    if not text.strip():
        return None
    parameters = name_parameters(ANYONE, text)
    return Names(None) if parameters is None else Names(parameters["any"], parameters["like"])


def check_days(days: int, field: str) -> int:
    """Return the days. Raises InvalidInput, naming the argument, unless from 1 to MAX_DAYS."""
    if not 1 <= days <= MAX_DAYS:
        raise InvalidInput(f"`dormantDays` must be from 1 to {MAX_DAYS:,}, not {days:,}.", field)
    return days


@from_replica
def matching(
    viewer: Viewer, uids: Collection[int], names: Names | None, dormant_days: int | None
) -> set[int]:
    """Return those of the users whom the viewer may see, of these names and dormant for so long.

    One SQL statement; none where nobody can match. Cost: for each user up to three probes of
    indexes, one more where posts are not for everybody.
    """
    if not uids or (names is not None and names.any is None):
        return set()
    with connections[database_of_reads()].cursor() as cursor:
        cursor.execute(
            _MATCHING,
            {
                "viewer": viewer.key,
                "ids": list(uids),
                "any": None if names is None else names.any,
                "like": None if names is None else names.like,
                "days": dormant_days,
            },
        )
        return {uid for (uid,) in cursor.fetchall()}
