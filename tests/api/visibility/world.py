"""The same small network with and without some of its people.

A user that is left out never existed: nothing of theirs is made, and nobody does anything with
it. That is what others have to see of a network in which these people are suspended.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from core.accounts.models import User
from core.comments.models import Comment
from core.comments.services import create_comment
from core.follows.services import follow
from core.likes.services import like
from core.posts.models import Post
from core.posts.services import create_post
from tests.api.client import gid
from tests.factories import make_user

NAMES = ("ann", "bob", "cat", "dan", "eve", "fin", "mal")
FOLLOWS = (
    "ann-bob", "ann-cat", "ann-eve", "ann-mal", "bob-ann", "cat-ann", "eve-ann", "mal-ann",
    "eve-bob", "mal-bob", "cat-bob", "cat-eve", "bob-eve", "eve-mal", "mal-eve",
    # For Ann's suggestions: Dan by three mutuals, Fin by two who may be hidden.
    "bob-dan", "eve-dan", "mal-dan", "eve-fin", "mal-fin", "dan-ann", "cat-dan",
)  # fmt: skip
# Post and comments are named by their texts; each is by the first name in it.
POSTS = ("ann 1", "bob 1", "eve 1", "mal 1", "bob 2", "eve 2", "ann 2", "cat 1", "eve 3")
LIKES = (
    "eve likes ann 1", "bob likes ann 1", "mal likes ann 1", "cat likes ann 1",
    "ann likes bob 1", "eve likes bob 1", "mal likes bob 1",
    "ann likes eve 1", "bob likes eve 1", "eve likes eve 2", "ann likes mal 1",
)  # fmt: skip
# Text, post, parent; a reply to somebody who is left out is a comment.
COMMENTS = (
    ("eve on ann", "ann 1", None),
    ("bob on ann", "ann 1", None),
    ("bob to eve", "ann 1", "eve on ann"),
    ("eve to bob", "ann 1", "bob on ann"),
    ("cat to bob", "ann 1", "bob on ann"),
    ("mal to eve", "ann 1", "eve on ann"),
    ("ann on eve", "eve 1", None),
    ("cat to ann on eve", "eve 1", "ann on eve"),
    ("ann on bob", "bob 1", None),
    ("eve to ann", "bob 1", "ann on bob"),
    ("mal on bob", "bob 1", None),
    ("bob on mal", "mal 1", None),
)


@dataclass
class World:
    """What was made, by name or text, and the names of all ids."""

    users: dict[str, User] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    comments: dict[str, Comment] = field(default_factory=dict)

    def labels(self) -> dict[str, str]:
        """Name or text by global id."""
        documents = (self.users, self.posts, self.comments)
        return {gid(each): name for found in documents for name, each in found.items()}


def make_world(without: tuple[str, ...] = ()) -> World:
    """Make everything but what has to do with those who are left out."""
    world = World()

    def there(*texts: str) -> bool:
        return not any(text.split()[0] in without for text in texts)

    for name in NAMES:
        if there(name):
            world.users[name] = make_user(name)
    for pair in FOLLOWS:
        follower, followee = pair.split("-")
        if there(follower, followee):
            follow(follower=world.users[follower], followee=world.users[followee].pk)
    for text in POSTS:
        if there(text):
            world.posts[text] = create_post(author=_by(world, text), content=text)
    for text in LIKES:
        liker, _, post = text.split(" ", 2)
        if there(liker, post):
            like(liker=world.users[liker], post=world.posts[post].pk)
    for text, post, parent in COMMENTS:
        if there(text, post):
            world.comments[text] = create_comment(
                author=_by(world, text),
                post=world.posts[post].pk,
                content=text,
                parent=world.comments[parent].pk if parent and there(parent) else None,
            )
    return world


def _by(world: World, text: str) -> User:
    return world.users[text.split()[0]]


Making = Callable[[], World]
