"""The rows of a load. Users, posts and comments are referred to by id.

All times are aware. Texts are stored unchanged: the caller has cleaned them
(`core.common.text.clean_text`).
"""

from datetime import datetime
from typing import NamedTuple

from core.notifications.models import NotificationKind


class NewUser(NamedTuple):
    """A user. `password` is a hash; without one nobody can sign in as this user."""

    username: str
    email: str
    joined_at: datetime
    display_name: str = ""
    bio: str = ""
    profile_image: str = ""
    profile_image_small: str = ""
    password: str = ""


class NewPost(NamedTuple):
    """A post; its images, where `has_images`, are saved by the caller."""

    author: int
    content: str
    created_at: datetime
    edited_at: datetime | None = None
    has_images: bool = False


class NewComment(NamedTuple):
    """A comment on `post`, or a reply.

    A reply names either the id of the comment it replies to (`parent`) or, when that one is in
    the same batch, its position there, from 0 (`parent_position`).
    """

    author: int
    post: int
    content: str
    created_at: datetime
    parent: int | None = None
    parent_position: int | None = None


class NewEdge(NamedTuple):
    """An edge from the user `actor` to the user or post `target`, since `at`."""

    actor: int
    target: int
    at: datetime


class NewNotification(NamedTuple):
    """A notification about an act of `actor`; `post` and `comment` as its kind has them."""

    kind: NotificationKind
    recipient: int
    actor: int
    at: datetime
    post: int | None = None
    comment: int | None = None
    read_at: datetime | None = None
