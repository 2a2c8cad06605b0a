"""Follows as of a moment, against a plain Python model of the journal, and by indexes alone."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.common.errors import NotFound
from core.consistency.as_of import FollowsThen, FollowThen, PersonThen, follows_as_of
from core.journal.models import JournalEntry
from tests.emptying import empty_postgres
from tests.sql_plans import scans

pytestmark = pytest.mark.usefixtures("stores")

START = datetime(2026, 11, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)
PEOPLE = (1, 2, 3)
NAMES = ("Ada", "ada", "bob")
LAST_SECOND = 6
MANY = 200_000


class Entry(NamedTuple):
    """A row of the journal; its number is its place in the history, from 1."""

    kind: str
    actor: int
    target: int | None
    username: str
    second: int


seconds = st.integers(0, LAST_SECOND)
person = st.sampled_from(PEOPLE)
edges = st.builds(
    Entry,
    st.sampled_from(("followed", "followed", "unfollowed", "liked")),
    person,
    person,
    st.just(""),
    seconds,
)
entries = st.one_of(
    edges,
    edges,
    st.builds(Entry, st.just("user_saved"), person, st.none(), st.sampled_from(NAMES), seconds),
    st.builds(Entry, st.just("user_deleted"), st.just(3), st.none(), st.just(""), seconds),
)


class Model:
    """What the journal says at a moment, found by going through all of it."""

    def __init__(self, history: Sequence[Entry], moment: datetime) -> None:
        self.all = history
        self.then = [entry for entry in history if START + entry.second * SECOND <= moment]

    def names(self, uid: int, among: Sequence[Entry]) -> list[str]:
        return [e.username for e in among if e.kind == "user_saved" and e.actor == uid]

    def left(self, uid: int) -> int | None:
        """The second of the first deletion in the journal."""
        return next(
            (e.second for e in self.all if (e.kind, e.actor) == ("user_deleted", uid)), None
        )

    def person(self, uid: int, moment: datetime) -> PersonThen:
        left = self.left(uid)
        had_left = left is not None and START + left * SECOND <= moment
        return PersonThen(
            uid,
            next(reversed(self.names(uid, self.then)), None),
            next(reversed(self.names(uid, self.all)), None),
            had_left,
            left is not None and not had_left,
        )

    def follows(self) -> dict[tuple[int, int], datetime]:
        """Follower and followee of the edges that stand, and since when."""
        standing: dict[tuple[int, int], datetime] = {}
        for entry in self.then:
            if entry.target is not None and entry.kind == "followed":
                standing[entry.actor, entry.target] = START + entry.second * SECOND
            elif entry.target is not None and entry.kind == "unfollowed":
                standing.pop((entry.actor, entry.target), None)
        return standing

    def answer(self, user: str, moment: datetime) -> FollowsThen | None:
        everybody = {uid: self.person(uid, moment) for uid in PEOPLE}
        asked = [
            person
            for uid, person in everybody.items()
            if person.username
            and not person.had_left
            and (user == f"#{uid}" or person.username.lower() == user.lower())
        ]
        if len(asked) != 1:
            return None
        (person,) = asked
        following, followers = [], []
        for (follower, followee), since in self.follows().items():
            if follower == person.uid and not everybody[followee].had_left:
                following.append(FollowThen(everybody[followee], since))
            if followee == person.uid and not everybody[follower].had_left:
                followers.append(FollowThen(everybody[follower], since))
        for follows in (following, followers):
            follows.sort(key=lambda follow: (follow.since, follow.person.uid), reverse=True)
        return FollowsThen(person, following, followers)


def write(history: Sequence[Entry]) -> None:
    empty_postgres()
    JournalEntry.objects.bulk_create(
        JournalEntry(
            kind=e.kind,
            actor=e.actor,
            target=e.target,
            username=e.username,
            at=START + e.second * SECOND,
        )
        for e in history
    )


def answer(user: str, moment: datetime) -> FollowsThen | None:
    try:
        return follows_as_of(moment=moment, user=user)
    except NotFound:
        return None


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    joined=st.permutations([Entry("user_saved", uid, None, f"p{uid}", 0) for uid in PEOPLE]),
    later=st.lists(entries, min_size=8, max_size=30),
)
def test_it_is_what_a_plain_model_says_at_every_moment(
    joined: list[Entry], later: list[Entry]
) -> None:
    history = [*joined, *later]
    write(history)
    for second in range(LAST_SECOND + 1):
        for moment in (START + second * SECOND, START + second * SECOND - timedelta.resolution):
            model = Model(history, moment)
            for user in ("#1", "#2", "p3", "ADA", "bob"):
                assert answer(user, moment) == model.answer(user, moment)


def test_who_was_somebody_else_is_found_by_the_name_of_then() -> None:
    write(
        [
            Entry("user_saved", 1, None, "Ada", 0),
            Entry("user_saved", 2, None, "bob", 0),
            Entry("followed", 1, 2, "", 1),
            Entry("user_saved", 1, None, "grace", 2),
            Entry("user_saved", 3, None, "ada", 3),
            Entry("followed", 2, 3, "", 4),
            Entry("user_deleted", 2, None, "", 5),
        ]
    )
    first_ada = PersonThen(1, "Ada", "grace", had_left=False, has_left_since=False)
    second_ada = PersonThen(3, "ada", "ada", had_left=False, has_left_since=False)
    bob = PersonThen(2, "bob", "bob", had_left=False, has_left_since=True)
    assert answer("aDA", START + SECOND) == FollowsThen(
        first_ada, [FollowThen(bob, START + SECOND)], []
    )
    assert answer("ada", START + 4 * SECOND) == FollowsThen(
        second_ada, [], [FollowThen(bob, START + 4 * SECOND)]
    )
    assert answer("ada", START + 5 * SECOND) == FollowsThen(second_ada, [], [])
    assert answer("grace", START + 5 * SECOND) == FollowsThen(
        replace(first_ada, username="grace"), [], []
    )


@pytest.mark.parametrize(
    ("user", "second", "sentence"),
    [
        ("ada", -1, "The journal begins at 2026-11-01 00:00:00 UTC; nothing is known of "
         "2026-10-31 23:59:59 UTC."),
        ("bob", 0, "Nobody was called bob at 2026-11-01 00:00:00 UTC."),
        ("#2", 0, "Nobody had the id #2 at 2026-11-01 00:00:00 UTC."),
        ("#x", 0, "Nobody had the id #x at 2026-11-01 00:00:00 UTC."),
        ("#99999999999999999999", 0, "Nobody had the id #99999999999999999999 at "
         "2026-11-01 00:00:00 UTC."),
        ("bob", 2, "bob had left by 2026-11-01 00:00:02 UTC."),
        ("#2", 2, "#2 had left by 2026-11-01 00:00:02 UTC."),
        ("ada", 3, "2 people were called ada at 2026-11-01 00:00:03 UTC: ask for #1 or #3."),
    ],
)  # fmt: skip
def test_an_unknown_user_is_refused_with_a_reason(user: str, second: int, sentence: str) -> None:
    write(
        [
            Entry("user_saved", 1, None, "ada", 0),
            Entry("user_saved", 2, None, "bob", 1),
            Entry("user_deleted", 2, None, "", 2),
            Entry("user_saved", 3, None, "ada", 3),
        ]
    )
    with pytest.raises(NotFound) as refusal:
        follows_as_of(moment=START + second * SECOND, user=user)
    assert (str(refusal.value), refusal.value.field) == (sentence, "user")


def test_an_empty_journal_says_so() -> None:
    with pytest.raises(NotFound, match=r"^The journal is empty\.$"):
        follows_as_of(moment=START, user="ada")


def test_a_long_journal_is_read_by_indexes() -> None:
    """200,000 entries of 2,000 people; person 7 follows 49 and is followed by 50."""
    write([Entry("user_saved", uid, None, f"p{uid}", 0) for uid in range(1, 2_001)])
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO core_journalentry
              (kind, actor, target, username, at, recorded_at, attempts, error)
            SELECT CASE mod(i, 2) WHEN 0 THEN 'followed' ELSE 'liked' END,
              1 + mod(i, 2000), 1 + mod(i / 2000 * 37 + i, 2000), '', %s, now(), 0, ''
            FROM generate_series(1, %s) AS i
            """,
            [START, MANY],
        )
        cursor.execute("ANALYZE core_journalentry")
    with scans() as seen:
        found = follows_as_of(moment=START, user="P7")
    followed = JournalEntry.objects.filter(kind="followed")
    assert len(found.following) == followed.filter(actor=7).values("target").distinct().count() > 20
    assert len(found.followers) == followed.filter(target=7).values("actor").distinct().count() > 20
    assert [scan for scan in seen if scan.node == "Seq Scan"] == []
    # Whom somebody followed is in two indexes; which one is shorter depends on the statistics.
    assert {scan.by for scan in seen} - {"journal_edge", "journal_relations"} == {
        "journal_username",
        "journal_followers",
        "journal_deletions",
    }
    assert max(scan.rows for scan in seen) <= 1_000
