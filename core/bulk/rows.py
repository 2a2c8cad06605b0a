"""What a load is made of. People, posts and comments are named by their ids here.

All times are aware. Texts are taken as they are: whoever fills a row has cleaned them
(`core.common.text.clean_text`).
"""

from datetime import datetime
from typing import NamedTuple

from core.notifications.models import NotificationKind


class NewUser(NamedTuple):
    """A person. `password` is a hash; without one nobody can sign in as this person."""

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
    """What `recipient` is told of an act of `actor`, with `post` and `comment` as its kind has."""

    kind: NotificationKind
    recipient: int
    actor: int
    at: datetime
    post: int | None = None
    comment: int | None = None
    read_at: datetime | None = None
