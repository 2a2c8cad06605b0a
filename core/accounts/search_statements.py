"""The statements that find users by their names."""

from typing import LiteralString

from core.visibility.discovery import DISCOVERABLE
from core.visibility.rule import VISIBLE

# The key of a row is its rank, then its id.
ID_BITS = 48
# So many users of a rank, the oldest accounts first, are looked at before the index of words is
# asked: a page is full there where one of a hundred is found.
WINDOW = 2_000

_VISIBLE: LiteralString = (
    VISIBLE.format(person="core_user.id")
    + " AND deleted_at IS NULL AND "
    + DISCOVERABLE.format(person="core_user")
)
_ANY: LiteralString = "name_words @@ %(any)s::tsquery"
_BEGINS: LiteralString = "name_words @@ %(beginnings)s::tsquery"
# In one query, so that the index of words leaves out the others and their rows are not read.
_WORDS: LiteralString = "name_words @@ %(words)s::tsquery"
# Users whose names the job has not read yet are found as in the release before.
_UNREAD_BEGINS: LiteralString = "name_words IS NULL AND lower(username) LIKE %(like)s"
_UNREAD_WORDS: LiteralString = """
    name_words IS NULL AND to_tsvector('simple'::regconfig, COALESCE(display_name, ''))
        @@ to_tsquery('simple', %(old)s)
"""
_UNREAD: LiteralString = f"({_UNREAD_BEGINS} OR {_UNREAD_WORDS})"
_ANY_UNREAD: LiteralString = "EXISTS (SELECT FROM core_user WHERE name_words IS NULL)"

# One rank after the other, each within the ids that the cursors leave of it, and only while there
# is room on the page: `{room}` rows. What is looked up by id does not use the index of words.
_EXACT: LiteralString = """exact AS MATERIALIZED (
    SELECT id, -2 AS rank FROM core_user
    WHERE {room} > 0 AND lower(username) = %(username)s
      AND id > %(above_exact)s AND id < %(below_exact)s AND {visible})"""
_KNOWN: LiteralString = """known AS MATERIALIZED (
    SELECT id, -1 AS rank FROM core_user
    WHERE {room} > 0 AND id = ANY(%(known)s::bigint[]) AND lower(username) <> %(username)s
      AND id > %(above_known)s AND id < %(below_known)s
      AND (COALESCE(name_words, '') @@ %(any)s::tsquery OR {unread}) AND {visible}
    ORDER BY id {direction} LIMIT %(limit)s)"""
_NEAR: LiteralString = """{rank}_near AS MATERIALIZED (
    SELECT id, {number} AS rank FROM (
        SELECT id, username, display_name, deleted_at, is_discoverable, name_words
        FROM core_user
        WHERE {room} > 0 AND {within} ORDER BY id {direction} LIMIT {window}) AS core_user
    WHERE ({found} OR {unread}) AND {others} AND {visible}
    ORDER BY id {direction} LIMIT %(limit)s)"""
# Where nobody is beyond the window, no index of words is asked.
_FAR: LiteralString = """{rank}_end AS MATERIALIZED (
    SELECT id FROM core_user WHERE {within} ORDER BY id {direction} OFFSET {last} LIMIT 1
), {rank}_far AS MATERIALIZED (
    SELECT id, {number} AS rank FROM core_user
    WHERE {room} > 0 AND {found} AND {others} AND {visible} AND {beyond}
    ORDER BY id + 0 {direction} LIMIT %(limit)s)"""
_FAR_UNREAD: LiteralString = """{rank}_unread AS MATERIALIZED (
    SELECT id, {number} AS rank FROM core_user
    WHERE {room} > 0 AND {any_unread} AND {unread} AND {others} AND {visible} AND {beyond}
    ORDER BY id + 0 {direction} LIMIT %(limit)s)"""
_BEYOND: LiteralString = """id + 0 > %(above_{rank})s AND id + 0 < %(below_{rank})s
      AND id + 0 {further} (SELECT id FROM {rank}_end) AND EXISTS (SELECT FROM {rank}_end)"""
_PAGE: LiteralString = """WITH {ranks}
SELECT core_user.id, username, display_name, bio, profile_image, profile_image_small, date_joined,
       is_active, is_private, is_limited, has_narrow_posts, followers_visible_to,
       following_visible_to, is_discoverable, rank::bigint << {id_bits} | core_user.id AS key
FROM ({found}) AS found JOIN core_user USING (id) ORDER BY key {direction} LIMIT %(limit)s
"""
_WITHIN: LiteralString = "id > %(above_{rank})s AND id < %(below_{rank})s"
_TAKEN: LiteralString = " - (SELECT count(*) FROM {name})"
_ROWS: LiteralString = "SELECT id, rank FROM {name}"
RANKS: dict[LiteralString, int] = {"exact": -2, "known": -1, "begins": 0, "words": 1}


def _walk(
    rank: LiteralString, number: LiteralString, found: LiteralString, unread: LiteralString
) -> dict[LiteralString, LiteralString]:
    parts: dict[LiteralString, LiteralString] = {
        f"{rank}_near": _NEAR,
        f"{rank}_far": _FAR.replace("{beyond}", _BEYOND),
        f"{rank}_unread": _FAR_UNREAD.replace("{beyond}", _BEYOND),
    }
    return {
        name: part.replace("{within}", _WITHIN)
        .replace("{rank}", rank)
        .replace("{number}", number)
        .replace("{found}", found)
        .replace("{unread}", unread)
        for name, part in parts.items()
    }


_PARTS: dict[LiteralString, dict[LiteralString, LiteralString]] = {
    "exact": {"exact": _EXACT},
    "known": {"known": _KNOWN.replace("{unread}", _UNREAD)},
    "begins": _walk("begins", "0", _BEGINS, f"({_UNREAD_BEGINS})"),
    "words": _walk(
        "words",
        "1",
        _WORDS,
        f"({_UNREAD_WORDS} AND NOT lower(username) LIKE %(like)s)",
    ),
}
_OTHERS: LiteralString = "lower(username) <> %(username)s AND id <> ALL(%(known)s::bigint[])"


class _Page:
    """A statement under construction; `names` are the parts before the next one."""

    def __init__(self, direction: LiteralString, further: LiteralString) -> None:
        self._direction = direction
        self._further = further
        self._names: list[LiteralString] = []
        self._parts: list[LiteralString] = []

    def add(self, name: LiteralString, part: LiteralString) -> None:
        room: LiteralString = "%(limit)s"
        for each in self._names:
            room += _TAKEN.replace("{name}", each)
        self._names.append(name)
        self._parts.append(
            part.replace("{further}", self._further)
            .replace("{room}", room)
            .replace("{any_unread}", _ANY_UNREAD)
            .replace("{others}", _OTHERS)
            .replace("{visible}", _VISIBLE)
            .replace("{direction}", self._direction)
            .replace("{window}", str(WINDOW))
            .replace("{last}", str(WINDOW - 1))
        )

    def text(self) -> LiteralString:
        found: list[LiteralString] = [_ROWS.replace("{name}", name) for name in self._names]
        return (
            _PAGE.replace("{ranks}", ", ".join(self._parts))
            .replace("{found}", " UNION ALL ".join(found))
            .replace("{id_bits}", str(ID_BITS))
            .replace("{direction}", self._direction)
        )


def _page(direction: LiteralString, further: LiteralString) -> LiteralString:
    page = _Page(direction, further)
    for rank in RANKS if direction == "ASC" else reversed(RANKS):
        for name, part in _PARTS[rank].items():
            page.add(name, part)
    return page.text()


FORWARD = _page("ASC", ">")
BACKWARD = _page("DESC", "<")
_COUNT: LiteralString = """SELECT (SELECT count(*) FROM core_user WHERE {any} AND {visible})
     + (SELECT count(*) FROM core_user WHERE {any_unread} AND {unread} AND {visible})
"""
COUNT = _COUNT.format(any=_ANY, any_unread=_ANY_UNREAD, unread=_UNREAD, visible=_VISIBLE)
