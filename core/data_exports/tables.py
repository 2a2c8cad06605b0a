"""What an export has, table by table."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import IntegerChoices

from core.notifications.models import Senders
from core.visibility import Audience, Commenters
from core.visibility.lists import ListAudience
from graph.edges import BOOKMARKED, DISMISSED, FOLLOWS, LIKED, Edge

from . import statements
from .pictures import picture_name, profile_picture_name


@dataclass(frozen=True, slots=True)
class Table:
    """A file of rows: its name, what is in it, the statement and the names of its columns.

    `shapes` makes what PostgreSQL returns into what people read, by column.
    """

    name: str
    about: str
    statement: str
    columns: Sequence[str]
    edge: Edge | None = None
    shapes: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)

    def parameters(self, viewer: int) -> dict[str, Any]:
        """Return the parameters of the statement."""
        edge = self.edge
        of_edge = {} if edge is None else {"kinds": list(edge.kinds), "made_by": edge.made_by}
        return {"viewer": viewer, **of_edge}

    def row(self, values: Sequence[Any]) -> dict[str, Any]:
        """Return a row by columns."""
        named = dict(zip(self.columns, values, strict=True))
        return {name: self.shapes.get(name, _as_is)(value) for name, value in named.items()}


def _as_is(value: Any) -> Any:
    return value


def _named(choices: type[IntegerChoices]) -> Callable[[int], str]:
    names = {each.value: each.name.lower() for each in choices}
    return names.__getitem__


def _images(images: Sequence[tuple[int, int, str, str]]) -> list[dict[str, str]]:
    return [
        {"file": picture_name(post, position, file), "description": description}
        for post, position, file, description in images
    ]


_SENDERS = ("follow", "like", "comment", "reply", "mention")
_SETTINGS = {
    "who_may_comment": _named(Commenters),
    "followers_visible_to": _named(ListAudience),
    "following_visible_to": _named(ListAudience),
    **{f"notify_of_{kind}": _named(Senders) for kind in _SENDERS},
}

TABLES = (
    Table(
        "profile",
        "your profile",
        statements.PROFILE,
        (
            "username",
            "email",
            "display_name",
            "bio",
            "joined_at",
            "last_signed_in_at",
            "profile_image",
        ),
        shapes={"profile_image": profile_picture_name},
    ),
    Table(
        "settings",
        "who may see you, and what you are notified of",
        statements.SETTINGS,
        (
            "is_private",
            "is_discoverable",
            *_SETTINGS,
            "quiet_new_accounts",
        ),
        shapes=_SETTINGS,
    ),
    Table(
        "sessions",
        "where you are signed in, without the keys",
        statements.SESSIONS,
        ("device", "place", "began_at", "renewed_at", "ends_at"),
    ),
    Table(
        "posts",
        "your posts; `images` names files in `pictures`",
        statements.POSTS,
        ("id", "text", "created_at", "edited_at", "audience", "who_may_comment", "images"),
        shapes={
            "audience": _named(Audience),
            "who_may_comment": _named(Commenters),
            "images": _images,
        },
    ),
    Table(
        "comments",
        "your comments",
        statements.COMMENTS,
        ("id", "post", "post_author", "parent", "text", "created_at", "edited_at"),
    ),
    Table(
        "likes",
        "posts you like",
        statements.EDGES_TO_POSTS,
        ("post", "post_author", "at"),
        LIKED,
    ),
    Table(
        "bookmarks",
        "posts you bookmarked",
        statements.EDGES_TO_POSTS,
        ("post", "post_author", "at"),
        BOOKMARKED,
    ),
    Table(
        "following",
        "users you follow",
        statements.EDGES_TO_USERS,
        ("username", "at"),
        FOLLOWS,
    ),
    Table(
        "dismissed_suggestions",
        "users you do not want suggested",
        statements.EDGES_TO_USERS,
        ("username", "at"),
        DISMISSED,
    ),
    Table("followers", "users who follow you", statements.FOLLOWERS, ("username", "at")),
    Table("blocks", "users you block", statements.BLOCKS, ("username", "at")),
    Table("mutes", "users you mute", statements.MUTES, ("username", "until")),
    Table("muted_words", "words you mute", statements.MUTED_WORDS, ("text", "until")),
    Table(
        "requests_sent",
        "private accounts you asked to follow",
        statements.REQUESTS_SENT,
        ("username", "at"),
    ),
    Table(
        "requests_received",
        "users who asked to follow you",
        statements.REQUESTS_RECEIVED,
        ("username", "at"),
    ),
    Table(
        "notifications",
        "your notifications",
        statements.NOTIFICATIONS,
        ("id", "kind", "actor", "post", "comment", "created_at", "read_at"),
    ),
)

README = "\n".join(
    (
        "Your data\n=========\n",
        "Every table is here twice: as JSON in `json`, and as CSV for spreadsheets in `csv`.",
        "Times are in UTC. A text that a spreadsheet would take for a formula has an",
        "apostrophe before it in the CSV; in the JSON it is as you wrote it.\n",
        *(f"- {table.name}: {table.about}" for table in TABLES),
        "- pictures: your pictures, in their large size\n",
        "Of users there are those whom you can see at present. A post without an author is one",
        "that you can not see, or that was deleted. What others wrote is not yours and not here.\n",
    )
)
