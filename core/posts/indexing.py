"""The job that reads the words of posts that have none.

They are of an older release or a backup of it, or were changed by a statement that does not know of
words. Until then they are found by PostgreSQL's own words (`posts/search.py`).
"""

from typing import LiteralString

from django.db import transaction

from core.search import backfill, post_words

_UNREAD: LiteralString = """SELECT id, content FROM core_post WHERE words IS NULL AND id < %s
    ORDER BY id DESC LIMIT %s FOR NO KEY UPDATE SKIP LOCKED"""
_FILL: LiteralString = """UPDATE core_post SET words = read.words::tsvector
    FROM unnest(%s::bigint[], %s::text[]) AS read(id, words) WHERE core_post.id = read.id"""


@transaction.atomic
def read_posts(below: int) -> int | None:
    """Read the newest posts without words below this id; see `backfill.Fill`."""
    return backfill.fill_rows(_FILL, backfill.unread_rows(_UNREAD, below), post_words)


backfill.every_minute("read_post_words", read_posts)
