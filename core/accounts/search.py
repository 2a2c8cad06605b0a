"""Finding users by their names: first the one of that username, then whom the viewer knows, then
those whose name begins with the text, then those with its words."""

import re
from collections.abc import Collection
from typing import Any, cast

from django.db import connections

from core.common.text import can_be_kept
from core.database.routing import database_of_reads
from core.database.rows import instances_of
from core.lists.pages import HIGHEST, LOWEST, Page, PageRequest
from core.search import parse_names
from core.visibility import Viewer
from graph.errors import GraphUnavailable
from graph.traversals.acquaintances import acquaintances

from .models import User
from .search_statements import BACKWARD, COUNT, FORWARD, ID_BITS, RANKS

# No name has more code points, and of tens of thousands of words PostgreSQL runs out of stack.
MAX_SEARCH_LENGTH = 1_500
# Of a longer word PostgreSQL makes an error where each character has four bytes.
MAX_WORD_LENGTH = 500


def found_users(
    viewer: Viewer, text: str, page: PageRequest, *, known: Collection[int]
) -> Page[User]:
    """Return a page of the users found, the best first; `known` are those whom the viewer knows.

    One SQL statement. Cost: for each rank that is needed WINDOW users, and where they do not fill
    the page, the users of the rank whom the index of words finds; none of whom the viewer knows but
    by id.
    """
    parameters = name_parameters(viewer, text)
    if parameters is None:
        return Page.empty()
    parameters |= {"known": list(known), "limit": page.limit}
    above = LOWEST if page.after is None else cast(int, page.after)
    below = HIGHEST if page.before is None else cast(int, page.before)
    for name, rank in RANKS.items():
        first = rank << ID_BITS
        parameters[f"above_{name}"] = max(above - first, 0)
        parameters[f"below_{name}"] = min(below - first, 1 << ID_BITS)
    rows = instances_of(User, BACKWARD if page.backward else FORWARD, parameters)
    return Page.cut(rows, page, key=lambda user: user.key)  # type: ignore[attr-defined]


def count_found(viewer: Viewer, text: str) -> int:
    """Return how many users are found. One SQL statement that reads each of them."""
    parameters = name_parameters(viewer, text)
    if parameters is None:
        return 0
    with connections[database_of_reads()].cursor() as cursor:
        cursor.execute(COUNT, parameters)
        return int(cursor.fetchone()[0])


def name_parameters(viewer: Viewer, text: str) -> dict[str, Any] | None:
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
        "words": f"({search.any}) & !({search.beginnings})",
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
