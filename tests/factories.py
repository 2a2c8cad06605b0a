"""People and posts for tests, made by the services."""

from django.db import transaction

from core.accounts.models import User
from core.journal.models import JournalEntry, JournalKind
from core.journal.record import record_all
from core.posts.models import Post
from core.posts.services import create_post


def make_user(username: str) -> User:
    """A person who has joined."""
    [user] = make_users(username)
    return user


def make_users(*usernames: str) -> list[User]:
    """Several people, in this order, by one transaction and one write to Neo4j."""
    with transaction.atomic():
        users = [
            User.objects.create(username=username, email=f"{username}@example.com")
            for username in usernames
        ]
        joined = JournalKind.USER_SAVED
        record_all(
            [JournalEntry(kind=joined, actor=user.pk, username=user.username) for user in users]
        )
    return users


def make_post(author: User, content: str = "Hello.") -> Post:
    """A post without images."""
    return create_post(author=author, content=content)
