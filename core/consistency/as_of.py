"""Who followed whom at a moment of the past, from the journal alone.

The last entry (by its number, as in the graph) of each edge and user counts, among those whose
`at` is not after the moment. Users deleted by then are left out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import connection

from core.common.errors import NotFound
from core.journal.models import JournalEntry, JournalKind
from graph.edges import FOLLOWS


@dataclass(frozen=True, slots=True)
class PersonThen:
    """A user at a moment; `username` is None where the journal had no name yet.

    It is empty for a user whose account was deleted since: their names were erased.
    """

    uid: int
    username: str | None
    username_now: str | None
    had_left: bool
    has_left_since: bool


@dataclass(frozen=True, slots=True)
class FollowThen:
    """One end of a follow, and since when it existed."""

    person: PersonThen
    since: datetime


@dataclass(frozen=True, slots=True)
class FollowsThen:
    """Whom a user followed and who followed them; newest first."""

    person: PersonThen
    following: list[FollowThen]
    followers: list[FollowThen]


def follows_as_of(*, moment: datetime, user: str) -> FollowsThen:
    """Return the follows of a user at `moment`.

    `user` is the username at that moment, whatever the case, or `#` and the id. Raises NotFound
    when it matches no user, or several. Four or five SQL statements over indexes, which read the
    journal's entries of this user, and the name and deletion of each user found.
    """
    person = _find(user, moment)
    following = _standing("actor", "target", person.uid, moment)
    followers = _standing("target", "actor", person.uid, moment)
    people = people_at(following.keys() | followers.keys(), moment)
    return FollowsThen(
        person=person,
        following=_newest_first(following, people),
        followers=_newest_first(followers, people),
    )


def people_at(uids: Iterable[int], moment: datetime) -> dict[int, PersonThen]:
    """Return these users as they were at `moment`. One SQL statement, three index probes a user."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT uid, named.username, latest.username, coalesce(gone.at <= %(moment)s, false),
                coalesce(gone.at > %(moment)s, false)
            FROM unnest(%(uids)s::bigint[]) AS uid
            LEFT JOIN LATERAL (
                SELECT username FROM core_journalentry
                WHERE actor = uid AND target IS NULL AND kind = 'user_saved' AND at <= %(moment)s
                ORDER BY id DESC LIMIT 1
            ) AS named ON true
            LEFT JOIN LATERAL (
                SELECT username FROM core_journalentry
                WHERE actor = uid AND target IS NULL AND kind = 'user_saved'
                ORDER BY id DESC LIMIT 1
            ) AS latest ON true
            LEFT JOIN LATERAL (
                SELECT at FROM core_journalentry
                WHERE actor = uid AND target IS NULL AND kind = 'user_deleted'
                ORDER BY id LIMIT 1
            ) AS gone ON true
            """,
            {"uids": list(uids), "moment": moment},
        )
        return {row[0]: PersonThen(*row) for row in cursor.fetchall()}


def _find(user: str, moment: datetime) -> PersonThen:
    uids = [int(user[1:])] if _is_id(user) else _once_called(user, moment)
    found = [
        person
        for person in people_at(uids, moment).values()
        if person.username is not None and (_is_id(user) or person.username.lower() == user.lower())
    ]
    there = [person for person in found if not person.had_left]
    if len(there) == 1:
        return there[0]
    raise NotFound(_why_not_one(user, moment, found, there), "user")


def _is_id(user: str) -> bool:
    # The digits that fit a bigint.
    return user.startswith("#") and user[1:].isdecimal() and len(user) <= 19


def _once_called(name: str, moment: datetime) -> list[int]:
    """Return the uids that had taken this name by then; some may have changed it since."""
    entries = JournalEntry.objects.filter(
        kind=JournalKind.USER_SAVED, username__lower=name.lower(), at__lte=moment
    )
    return list(entries.order_by("actor").distinct().values_list("actor", flat=True))


def _why_not_one(
    user: str, moment: datetime, found: list[PersonThen], there: list[PersonThen]
) -> str:
    """Return the error; several users are possible only where an import set its own dates."""
    at = in_utc(moment)
    if there:
        ids = " or ".join(f"#{person.uid}" for person in there)
        return f"{len(there)} people were called {user} at {at}: ask for {ids}."
    first = JournalEntry.objects.order_by("id").values_list("at", flat=True).first()
    if first is None:
        return "The journal is empty."
    if moment < first:
        return f"The journal begins at {in_utc(first)}; nothing is known of {at}."
    if found:
        return f"{user} had left by {at}."
    called = "had the id" if user.startswith("#") else "was called"
    return f"Nobody {called} {user} at {at}."


def in_utc(moment: datetime) -> str:
    """Return the time to the second, with its zone."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def _standing(mine: str, other: str, uid: int, moment: datetime) -> dict[int, datetime]:
    """Return the other ends of the existing edges, and since when. One SQL statement."""
    last = (
        JournalEntry.objects.filter(**{mine: uid}, kind__in=FOLLOWS.kinds, at__lte=moment)
        .order_by(f"-{other}", "-id")
        .distinct(other)
        .values_list(other, "kind", "at")
    )
    return {end: since for end, kind, since in last if kind == FOLLOWS.made_by}


def _newest_first(standing: dict[int, datetime], people: dict[int, PersonThen]) -> list[FollowThen]:
    ends = sorted(standing, key=lambda uid: (standing[uid], uid), reverse=True)
    return [FollowThen(people[uid], standing[uid]) for uid in ends if not people[uid].had_left]
