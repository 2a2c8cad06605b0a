"""What the demo network is made of: plain frozen records, no database.

People are named by their username, posts and comments by their number: their position, from 0,
in the network's tuple, which is in order of time. All times are aware and in UTC.
"""

from dataclasses import dataclass
from datetime import datetime

from .pictures import Picture


@dataclass(frozen=True, slots=True)
class Person:
    """Someone of the network; ``communities`` starts with the one they feel at home in."""

    username: str
    display_name: str
    bio: str
    email: str
    joined_at: datetime
    communities: tuple[str, ...]
    portrait: Picture | None

    @property
    def community(self) -> str:
        """The key of the community this person feels at home in."""
        return self.communities[0]

    @property
    def first_name(self) -> str:
        """What others call this person."""
        return self.display_name.split()[0]


@dataclass(frozen=True, slots=True)
class Follow:
    """``follower`` follows ``followee`` since ``since``."""

    follower: str
    followee: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Post:
    """A post with the pictures that it shows."""

    number: int
    author: str
    content: str
    created_at: datetime
    edited_at: datetime | None
    images: tuple[Picture, ...]


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment on ``post``; ``parent`` is the number of the comment it replies to."""

    number: int
    author: str
    post: int
    parent: int | None
    content: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Like:
    """``person`` likes ``post`` since ``since``."""

    person: str
    post: int
    since: datetime


@dataclass(frozen=True, slots=True)
class DemoNetwork:
    """The whole network as of a time; every tuple but ``people`` is in order of time."""

    as_of: datetime
    people: tuple[Person, ...]
    follows: tuple[Follow, ...]
    posts: tuple[Post, ...]
    comments: tuple[Comment, ...]
    likes: tuple[Like, ...]
