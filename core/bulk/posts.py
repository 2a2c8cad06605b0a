"""Posts in bulk."""

from collections.abc import Sequence

from django.db import transaction

from core.accounts.locks import share_lock_users
from core.database.copying import copy_rows
from core.database.reserved_ids import reserve_time_ordered_ids
from core.search import post_words
from core.visibility import INTERNAL
from graph.edges import POSTED

from .journal import Act, record_acts
from .rows import NewPost

_COLUMNS = ("id", "author_id", "content", "created_at", "edited_at", "has_images", "words")


@transaction.atomic
def load_posts(rows: Sequence[NewPost]) -> list[int]:
    """Add posts; return their ids, in the order of the rows. Raises NotFound for a missing user."""
    share_lock_users(INTERNAL, *(row.author for row in rows))
    ids = reserve_time_ordered_ids([row.created_at for row in rows])
    copy_rows(
        "core_post",
        _COLUMNS,
        (
            (
                pid,
                row.author,
                row.content,
                row.created_at,
                row.edited_at,
                row.has_images,
                post_words(row.content),
            )
            for pid, row in zip(ids, rows, strict=True)
        ),
    )
    record_acts(
        POSTED.made_by,
        [
            Act(actor=row.author, target=pid, at=row.created_at)
            for pid, row in zip(ids, rows, strict=True)
        ],
    )
    return ids
