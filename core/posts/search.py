"""Finding posts by their words.

Newest first: the newest posts are read until the page is full, which common words fill at once. If
WINDOW of them do not fill it, few posts match, or none lately, and the index of the words has them
all. So neither a common word nor a rare one reads much, and no statistics are needed.
"""

import re
from dataclasses import dataclass
from typing import Any, LiteralString

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import connections
from django.db.models import Q, QuerySet

from core.common.errors import InvalidInput
from core.common.text import clean_text
from core.database.routing import database_of_reads
from core.database.rows import instances_of
from core.lists.pages import HIGHEST, Page, PageRequest
from core.search import WordsQuery, parse_search
from core.visibility import Viewer
from core.visibility.audience import IN_AUDIENCE
from core.visibility.rule import VISIBLE

from .models import SEARCH_CONFIG, Post

MAX_SEARCH_LENGTH = 200
# A page of 20 is full where one post in 200 matches; from the index of a million posts then come
# the places of 5,000 at most.
WINDOW = 4_000


# Of more than 32 signs of exclusion in a row PostgreSQL makes an error.
_IDLE_MINUS = re.compile(r'-(?![\w"])')


@dataclass(frozen=True, slots=True)
class Search:
    """What to look for, among which posts; what is None does not filter."""

    text: str
    author: int | None
    has_image: bool | None
    from_id: int
    below_id: int


_AMONG: LiteralString = """
    id > %(above)s AND id < %(below)s
    AND (%(author)s::bigint IS NULL OR author_id = %(author)s::bigint)
    AND (%(has_image)s::boolean IS NULL OR has_images = %(has_image)s::boolean)
"""
_WORDS: LiteralString = "words @@ %(words)s::tsquery"
# The index looks up the first condition alone, as the other is of an expression: then the words of
# each post that it finds are read. Where the index alone tells, they are not.
_LOOKED_UP: LiteralString = """
    words @@ %(looked_up)s::tsquery AND COALESCE(words, '') @@ %(words)s::tsquery
"""
# Posts that the job has not read yet are found as in the release before.
_UNREAD: LiteralString = """
    words IS NULL AND to_tsvector('english'::regconfig, COALESCE(content, ''))
        @@ websearch_to_tsquery('english', %(text)s)
"""
_VISIBLE: LiteralString = f"""{VISIBLE.format(person="core_post.author_id")}
    AND {IN_AUDIENCE.format(post="core_post")}"""
# Where there is no post beyond the window, no index of words is asked.
_FURTHER: LiteralString = """
    SELECT id FROM core_post
    WHERE (SELECT count(*) FROM near) < %(limit)s AND {which} AND {among} AND {visible}
      AND id + 0 {beyond} (SELECT id FROM window_end) AND EXISTS (SELECT FROM window_end)
    ORDER BY id + 0 {direction} LIMIT %(limit)s
"""
_PAGE: LiteralString = """WITH near AS MATERIALIZED (
    SELECT id FROM (
        SELECT id, author_id, audience, standing, content, words FROM core_post
        WHERE {among} ORDER BY id {direction} LIMIT {window}
    ) AS core_post
    WHERE ({words} OR {unread}) AND {visible} ORDER BY id {direction} LIMIT %(limit)s
), window_end AS MATERIALIZED (
    SELECT id FROM core_post WHERE {among} ORDER BY id {direction} OFFSET {last} LIMIT 1
), far AS MATERIALIZED ({far}), far_unread AS MATERIALIZED ({far_unread})
SELECT id, author_id, content, created_at, edited_at, audience, who_may_comment, standing,
    has_images
FROM core_post
WHERE id = ANY(ARRAY(
    SELECT id FROM near UNION ALL SELECT id FROM far UNION ALL SELECT id FROM far_unread))
ORDER BY id {direction} LIMIT %(limit)s
"""
_ANY_UNREAD: LiteralString = "EXISTS (SELECT FROM core_post WHERE words IS NULL) AND "
_COUNT: LiteralString = """SELECT
       (SELECT count(*) FROM core_post WHERE {words} AND {among} AND {visible})
     + (SELECT count(*) FROM core_post WHERE {any_unread} {unread} AND {among} AND {visible})
"""
_FAR: LiteralString = _FURTHER.replace("{which}", "{found}")
_FAR_UNREAD: LiteralString = _FURTHER.replace("{which}", _ANY_UNREAD + _UNREAD)
_WHOLE_PAGE: LiteralString = (
    _PAGE.replace("{far}", _FAR)
    .replace("{far_unread}", _FAR_UNREAD)
    .replace("{among}", _AMONG)
    .replace("{words}", _WORDS)
    .replace("{unread}", _UNREAD)
    .replace("{visible}", _VISIBLE)
    .replace("{window}", str(WINDOW))
    .replace("{last}", str(WINDOW - 1))
)
_NEWEST: LiteralString = _WHOLE_PAGE.replace("{direction}", "DESC").replace("{beyond}", "<")
_OLDEST: LiteralString = _WHOLE_PAGE.replace("{direction}", "ASC").replace("{beyond}", ">")
NEWEST = _NEWEST.replace("{found}", _LOOKED_UP)
OLDEST = _OLDEST.replace("{found}", _LOOKED_UP)
NEWEST_BY_INDEX = _NEWEST.replace("{found}", _WORDS)
OLDEST_BY_INDEX = _OLDEST.replace("{found}", _WORDS)
COUNT = _COUNT.format(
    words=_LOOKED_UP, among=_AMONG, visible=_VISIBLE, any_unread=_ANY_UNREAD, unread=_UNREAD
)
COUNT_BY_INDEX = _COUNT.format(
    words=_WORDS, among=_AMONG, visible=_VISIBLE, any_unread=_ANY_UNREAD, unread=_UNREAD
)


def found_posts(viewer: Viewer, search: Search, page: PageRequest) -> Page[Post]:
    """Return a page of the posts that match, newest first. One SQL statement.

    Cost: WINDOW posts at most, and where they are too few the matches of all words at once.
    Raises InvalidInput naming `search`.
    """
    parameters = _parameters(viewer, search, page)
    if not parameters["words"]:
        return Page.empty()
    if parameters["by_index"]:
        statement = OLDEST_BY_INDEX if page.backward else NEWEST_BY_INDEX
    else:
        statement = OLDEST if page.backward else NEWEST
    return Page.cut(instances_of(Post, statement, parameters), page, key=lambda post: post.pk)


def count_found(viewer: Viewer, search: Search) -> int:
    """Return how many posts match. One SQL statement that reads the row of each of them.

    Where the index cannot tell by itself which ones match, their words too.
    """
    parameters = _parameters(viewer, search, PageRequest(first=1))
    if not parameters["words"]:
        return 0
    with connections[database_of_reads()].cursor() as cursor:
        cursor.execute(COUNT_BY_INDEX if parameters["by_index"] else COUNT, parameters)
        return int(cursor.fetchone()[0])


def with_words(posts: QuerySet[Post], text: str) -> QuerySet[Post]:
    """Return those of the posts that match; none where there is nothing to look for."""
    try:
        text = clean_text(text, field="q", longest=MAX_SEARCH_LENGTH)
        words = parse_search(text).words
    except InvalidInput:
        words = ""
    if not words:
        return posts.none()
    unread = Q(
        words=None,
        old_words=SearchQuery(web_search(text), config=SEARCH_CONFIG, search_type="websearch"),
    )
    vector = SearchVector("content", config=SEARCH_CONFIG)
    return posts.alias(old_words=vector).filter(Q(words=WordsQuery(words)) | unread)


def web_search(text: str) -> str:
    """Return the text for PostgreSQL's `websearch_to_tsquery`, without what excludes nothing."""
    return _IDLE_MINUS.sub(" ", text)


def _parameters(viewer: Viewer, search: Search, page: PageRequest) -> dict[str, Any]:
    text = clean_text(search.text, field="search", longest=MAX_SEARCH_LENGTH, required=False)
    above, below = search.from_id - 1, search.below_id
    if isinstance(page.before, int):
        above = max(above, page.before)
    if isinstance(page.after, int):
        below = min(below, page.after)
    parsed = parse_search(text)
    return {
        "viewer": viewer.key,
        "text": web_search(text),
        "words": parsed.words,
        "looked_up": parsed.looked_up,
        "by_index": parsed.is_found_by_index,
        "author": search.author,
        "has_image": search.has_image,
        "above": above,
        "below": min(below, HIGHEST),
        "limit": page.limit,
    }
