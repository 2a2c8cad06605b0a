"""The job that reads the words of names that have none (see `posts/indexing.py`)."""

from typing import LiteralString

from django.db import transaction

from core.search import backfill, name_words

_UNREAD: LiteralString = """SELECT id, username, display_name FROM core_user
    WHERE name_words IS NULL AND id < %s ORDER BY id DESC LIMIT %s
    FOR NO KEY UPDATE SKIP LOCKED"""
_FILL: LiteralString = """UPDATE core_user SET name_words = read.words::tsvector
    FROM unnest(%s::bigint[], %s::text[]) AS read(id, words) WHERE core_user.id = read.id"""


@transaction.atomic
def read_names(below: int) -> int | None:
    """Read the names of the newest users without words below this id; see `backfill.Fill`."""
    return backfill.fill_rows(_FILL, backfill.unread_rows(_UNREAD, below), name_words)


backfill.every_minute("read_name_words", read_names)
