"""Finding users by their names: first the one of that username, then whom the viewer knows, then
those whose name begins with the text, then those with its words."""

import re
from collections.abc import Collection
from typing import Any, LiteralString

from django.db import connections

from core.common.text import can_be_kept
from core.database.routing import database_of_reads
from core.lists.pages import HIGHEST, LOWEST, Page, PageRequest
from core.search import parse_names
from core.visibility import Viewer
from core.visibility.rule import VISIBLE
from graph.errors import GraphUnavailable
from graph.traversals.acquaintances import acquaintances

from .models import User

# No name has more code points, and of tens of thousands of words PostgreSQL runs out of stack.
MAX_SEARCH_LENGTH = 1_500
# Of a longer word PostgreSQL makes an error where each character has four bytes.
MAX_WORD_LENGTH = 500
# The key of a row is its rank, then its id; of a name that begins with the text, the id alone.
_ID_BITS = 48

_VISIBLE: LiteralString = VISIBLE.format(person="core_user.id") + " AND deleted_at IS NULL"
_WORDS: LiteralString = "name_words @@ %(any)s::tsquery"
# Users whose names the job has not read yet are found as in the release before.
_UNREAD: LiteralString = """
    name_words IS NULL AND (
        lower(username) LIKE %(like)s
        OR to_tsvector('simple'::regconfig, COALESCE(display_name, ''))
           @@ to_tsquery('simple', %(old)s))
"""
_COLUMNS: LiteralString = (
    "id, username, display_name, bio, profile_image, profile_image_small, date_joined, is_active"
)
_RANKED: LiteralString = """
    SELECT {columns}, CASE
        WHEN lower(username) = %(username)s THEN -2
        WHEN id = ANY(%(known)s::bigint[]) THEN -1
        WHEN name_words @@ %(beginnings)s::tsquery OR lower(username) LIKE %(like)s THEN 0
        ELSE 1 END::bigint << {id_bits} | id AS key
    FROM core_user WHERE {which} AND {visible}
"""
_PAGE: LiteralString = """SELECT * FROM ({by_words} UNION ALL {unread}) AS found
WHERE key > %(above)s AND key < %(below)s ORDER BY key {direction} LIMIT %(limit)s
"""
_ANY_UNREAD: LiteralString = "EXISTS (SELECT FROM core_user WHERE name_words IS NULL) AND "
_COUNT: LiteralString = """SELECT (SELECT count(*) FROM core_user WHERE {words} AND {visible})
     + (SELECT count(*) FROM core_user WHERE {unread} AND {visible})
"""


def _ranked(which: LiteralString) -> LiteralString:
    return _RANKED.format(columns=_COLUMNS, which=which, visible=_VISIBLE, id_bits=str(_ID_BITS))


_FOUND: LiteralString = _PAGE.replace("{by_words}", _ranked(_WORDS)).replace(
    "{unread}", _ranked(_ANY_UNREAD + _UNREAD)
)
FORWARD = _FOUND.replace("{direction}", "ASC")
BACKWARD = _FOUND.replace("{direction}", "DESC")
COUNT = _COUNT.format(words=_WORDS, unread=_ANY_UNREAD + _UNREAD, visible=_VISIBLE)


def found_users(
    viewer: Viewer, text: str, page: PageRequest, *, known: Collection[int]
) -> Page[User]:
    """Return a page of the users found, the best first; `known` are those whom the viewer knows.

    One SQL statement. Cost: all users found.
    """
    parameters = _parameters(viewer, text)
    if parameters is None:
        return Page.empty()
    parameters |= {
        "known": list(known),
        "above": LOWEST if page.after is None else page.after,
        "below": HIGHEST if page.before is None else page.before,
        "limit": page.limit,
    }
    rows = list(User.objects.raw(BACKWARD if page.backward else FORWARD, parameters))
    return Page.cut(rows, page, key=lambda user: user.key)  # type: ignore[attr-defined]


def count_found(viewer: Viewer, text: str) -> int:
    """Return how many users are found. One SQL statement that reads each of them."""
    parameters = _parameters(viewer, text)
    if parameters is None:
        return 0
    with connections[database_of_reads()].cursor() as cursor:
        cursor.execute(COUNT, parameters)
        return int(cursor.fetchone()[0])


def _parameters(viewer: Viewer, text: str) -> dict[str, Any] | None:
    """Return what the statements need; None where no name can match."""
    if len(text.strip()) > MAX_SEARCH_LENGTH or not can_be_kept(text):
        return None
    search = parse_names(text)
    if not search.beginnings:
        return None
    # Letters and digits alone: nothing in it means anything to the query language.
    words = [word[:MAX_WORD_LENGTH] for word in re.findall(r"[^\W_]+", text.lower())]
    return {
        "viewer": viewer.key,
        "any": search.any,
        "beginnings": search.beginnings,
        "username": search.username,
        "like": re.sub(r"([\\%_])", r"\\\1", search.username) + "%",
        "old": " & ".join(words) + ":*" if words else "",
    }


def known_to(viewer: Viewer) -> list[int]:
    """Return whom the viewer knows. One Cypher statement, for a viewer who is signed in.

    Nobody while the graph is unavailable: a search does without.
    """
    if viewer.uid is None:
        return []
    try:
        return acquaintances(viewer.uid)
    except GraphUnavailable:
        return []
