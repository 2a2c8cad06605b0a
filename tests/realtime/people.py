"""People with tokens, and what is asked of the server."""

from dataclasses import dataclass

from api.auth.tokens import access_token
from core.accounts.models import User
from core.follows.services import follow
from tests.factories import make_user

NOTIFIED = """
subscription ($after: ID) {
  notificationReceived(after: $after) {
    eventId notification { kind actor { username } } unreadNotificationsCount
  }
}"""
FEED = "subscription ($after: ID) { feedUpdated(after: $after) { eventId post { content } } }"
POST = """
subscription ($id: ID!, $after: ID) {
  postUpdated(id: $id, after: $after) {
    eventId change postId commentId comment { content } post { content likesCount commentsCount }
  }
}"""


@dataclass(frozen=True)
class Person:
    """Somebody who has joined, and a token of theirs."""

    user: User
    token: str


def person(name: str) -> Person:
    """Somebody new."""
    user = make_user(name)
    return Person(user, access_token(user))


def reader_and_author() -> tuple[Person, Person]:
    """Two people of whom the first follows the second."""
    reader, author = person("reader"), person("author")
    follow(follower=reader.user, followee=author.user.pk)
    return reader, author
