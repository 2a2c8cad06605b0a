"""People and posts for tests, made by the services."""

from django.db import transaction

from core.accounts.models import User
from core.journal.models import JournalKind
from core.journal.record import record
from core.posts.models import Post
from core.posts.services import create_post


def make_user(username: str) -> User:
    """A person who has joined."""
    with transaction.atomic():
        user = User.objects.create(username=username, email=f"{username}@example.com")
        record(JournalKind.USER_SAVED, actor=user.pk, username=username)
    return user


def make_users(*usernames: str) -> list[User]:
    """Several people, in this order."""
    return [make_user(username) for username in usernames]


def make_post(author: User, content: str = "Hello.") -> Post:
    """A post without images."""
    return create_post(author=author, content=content)
