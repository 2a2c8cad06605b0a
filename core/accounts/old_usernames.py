"""Names that users had: for some time they lead to the user, and nobody else may take them."""

from datetime import timedelta

from django.db import connection, models
from django.db.models.functions import Now

from core.common.errors import InvalidInput
from core.database.clock import database_now

from .models import User

RESERVED_DAYS = 90
BATCH = 5_000

_PURGE = """
    DELETE FROM core_oldusername WHERE name = ANY(ARRAY(
        SELECT name FROM core_oldusername WHERE until < now() ORDER BY until
        LIMIT %s FOR UPDATE SKIP LOCKED))
"""


class OldUsername(models.Model):
    """A name, in lower case, that a user had until they took another one."""

    name = models.CharField(max_length=30, primary_key=True)
    user = models.ForeignKey(User, models.CASCADE, related_name="old_usernames")
    given_up_at = models.DateTimeField(db_default=Now())
    until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.name


def reserve(locked: User, name: str) -> None:
    """Keep the name that a locked user has given up, unless only its case changed."""
    if name.lower() != locked.username.lower():
        now = database_now()
        OldUsername.objects.update_or_create(
            name=name.lower(),
            defaults={
                "user": locked,
                "given_up_at": now,
                "until": now + timedelta(days=RESERVED_DAYS),
            },
        )


def check_is_not_reserved(user: User) -> None:
    """Raise InvalidInput where the name of a user is reserved for another one.

    After the name was saved, in the same transaction: who saves a name waits for who leaves it,
    and then sees the reservation. One SQL statement.
    """
    others = OldUsername.objects.filter(name=user.username.lower(), until__gt=Now())
    if others.exclude(user=user).exists():
        raise InvalidInput("This username is taken.", "username")


def users_of_old_name(name: str) -> models.QuerySet[OldUsername, int]:
    """Return the id of the user who had this name, as a query: one row or none."""
    rows = OldUsername.objects.filter(name=name.lower(), until__gt=Now())
    return rows.values_list("user", flat=True)


def purge() -> int:
    """Delete up to `BATCH` names that are free again; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(_PURGE, [BATCH])
        return int(cursor.rowcount)
