"""Taking another username."""

from datetime import timedelta

from django.db import IntegrityError

from core.common.errors import RateLimited
from core.database.clock import database_now
from core.database.transactions import atomic_with_retry
from core.journal.models import JournalKind
from core.journal.record import record
from core.search import name_words

from .locks import lock_user
from .models import User
from .old_usernames import OldUsername, check_is_not_reserved, reserve
from .reserved_names import check_may_be_chosen
from .signup import clean_username, taken

MAX_RENAMES = 2
RENAMES_DAYS = 30


def change_username(*, user: User, username: str) -> User:
    """Give the user another name, in both stores; returns the updated user.

    The name before leads to the user for RESERVED_DAYS. Raises InvalidInput for a name that is
    taken or reserved, and RateLimited after MAX_RENAMES in RENAMES_DAYS.
    """
    try:
        return _change(user, username)
    except IntegrityError as error:
        raise taken(error) from error


@atomic_with_retry
def _change(user: User, username: str) -> User:
    found = lock_user(user.pk)
    name = clean_username(username)
    if name == found.username:
        return found
    check_may_be_chosen(name)
    if name.lower() != found.username.lower():
        _check_rate(found)
    take_name(found, name)
    return found


def take_name(locked: User, name: str) -> None:
    """Give a locked user this name, which was cleaned. Raises InvalidInput, IntegrityError."""
    old, before = locked.username, name_words(locked.username, locked.display_name)
    locked.username = name
    locked.save(update_fields=["username", "name_words"])
    if name_words(name, locked.display_name) == before:
        # PostgreSQL cannot tell words that stay from words that were forgotten.
        locked.save(update_fields=["name_words"])
    check_is_not_reserved(locked)
    reserve(locked, old)
    record(JournalKind.USER_SAVED, actor=locked.pk, username=name)


def _check_rate(locked: User) -> None:
    now, period = database_now(), timedelta(days=RENAMES_DAYS)
    given_up = OldUsername.objects.filter(user=locked, given_up_at__gt=now - period)
    times = sorted(given_up.values_list("given_up_at", flat=True))
    if len(times) >= MAX_RENAMES:
        wait = times[-MAX_RENAMES] + period - now
        raise RateLimited(
            f"You can change your username {MAX_RENAMES} times in {RENAMES_DAYS} days.",
            int(wait.total_seconds()) + 1,
        )
