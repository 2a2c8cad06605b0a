"""Loading many documents with their own dates, through the journal.

Each `load_*` takes one batch and is one transaction: documents and their journal entries, all or
nothing. Its changes go to Neo4j as soon as it commits, like those of every other write, and what
Neo4j does not take is left to the relay. Callers choose the size of a batch, with `batches`.

A load creates no notifications, as it adds history. The demo adds them with
`load_notifications`.
"""

from core.common.batches import BATCH, batches

from .comments import load_comments
from .delivery import delivered_beside
from .edges import load_edges
from .notifications import load_notifications
from .posts import load_posts
from .rows import NewComment, NewEdge, NewNotification, NewPost, NewUser
from .users import load_users

__all__ = [
    "BATCH",
    "NewComment",
    "NewEdge",
    "NewNotification",
    "NewPost",
    "NewUser",
    "batches",
    "delivered_beside",
    "load_comments",
    "load_edges",
    "load_notifications",
    "load_posts",
    "load_users",
]
