"""What was asked of a network and what it acknowledged: what its end state is held against."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from itertools import chain
from typing import TypeVar

T = TypeVar("T")


class State(Enum):
    """What is known of a thing or an edge."""

    THERE = "there"
    GONE = "gone"
    # The last write was not acknowledged, so either may be so.
    OPEN = "open"


# Not eq: each is itself, also where two look the same.
@dataclass(eq=False)
class Person:
    """Somebody who signed up; without a token if that was not acknowledged."""

    name: str
    id: str = ""
    token: str = ""
    state: State = State.OPEN


@dataclass(eq=False)
class Post:
    """A post, known by its unique text, and by its id if it was acknowledged."""

    author: Person
    text: str
    id: str = ""
    state: State = State.OPEN


@dataclass(eq=False)
class Comment:
    """A comment, known like a post; `parent` is what it was written as a reply to."""

    author: Person
    post: Post
    text: str
    parent: "Comment | None" = None
    id: str = ""
    state: State = State.OPEN


Like = tuple[Person, Post]
Follow = tuple[Person, Person]


@dataclass
class Ledger:
    """One client's share of the network: only this client changes what is in here."""

    people: list[Person] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    likes: dict[Like, State] = field(default_factory=dict)
    follows: dict[Follow, State] = field(default_factory=dict)
    acknowledged: int = 0
    open: int = 0
    # Answers that blame the request: each means that something acknowledged was not there.
    refusals: list[str] = field(default_factory=list)

    def people_there(self) -> list[Person]:
        """Whom this client may act for."""
        return [person for person in self.people if person.state is State.THERE]

    def posts_there(self) -> list[Post]:
        """What this client may act on: it and its author are there for certain."""
        return [post for post in self.posts if is_there(post) and is_there(post.author)]

    def comments_there(self) -> list[Comment]:
        """The same of comments."""
        return [
            comment
            for comment in self.comments
            if is_there(comment) and is_there(comment.author)
            if is_there(comment.post) and is_there(comment.post.author)
        ]


def is_there(thing: Person | Post | Comment) -> bool:
    """Whether this thing itself is there for certain."""
    return thing.state is State.THERE


def together(ledgers: list[Ledger]) -> Ledger:
    """The shares of all clients as one."""
    return Ledger(
        people=_all(ledger.people for ledger in ledgers),
        posts=_all(ledger.posts for ledger in ledgers),
        comments=_all(ledger.comments for ledger in ledgers),
        likes={edge: state for ledger in ledgers for edge, state in ledger.likes.items()},
        follows={edge: state for ledger in ledgers for edge, state in ledger.follows.items()},
        acknowledged=sum(ledger.acknowledged for ledger in ledgers),
        open=sum(ledger.open for ledger in ledgers),
        refusals=_all(ledger.refusals for ledger in ledgers),
    )


def _all(lists: Iterable[list[T]]) -> list[T]:
    return list(chain.from_iterable(lists))
