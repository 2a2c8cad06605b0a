"""The documents that PostgreSQL keeps, and the journal."""

from .allowance import Allowance
from .comment import Comment
from .doomed_file import DoomedFile
from .import_record import ImportRecord
from .journal import JournalEntry, JournalKind
from .known_address import KnownAddress
from .last_write import LastWrite
from .live import LiveEvent, LiveKind, LiveLog
from .notification import Notification, NotificationKind
from .post import Post, PostImage
from .refresh_token import RefreshToken
from .user import User

__all__ = [
    "Allowance",
    "Comment",
    "DoomedFile",
    "ImportRecord",
    "JournalEntry",
    "JournalKind",
    "KnownAddress",
    "LastWrite",
    "LiveEvent",
    "LiveKind",
    "LiveLog",
    "Notification",
    "NotificationKind",
    "Post",
    "PostImage",
    "RefreshToken",
    "User",
]
