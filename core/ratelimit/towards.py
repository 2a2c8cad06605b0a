"""Budgets of people: what accounts that they do not follow may do to them, in settings.RATES.

| rate | counts |
|---|---|
| `…_from_one`, `…_from_one_daily` | one such account |
| `…_from_new_one` | one that is new |
| `…_from_all`, `…_from_all_daily` | all such accounts together |
| `…_from_new` | all of them that are new |
| `…_from_far` | all; once it is reached, only those whom a followee of the person follows go on |

A flood comes from many accounts, each within its own quota; these end it where it arrives. Whom the
person follows is not counted.
"""

from collections.abc import Iterator, Set
from uuid import UUID

from django.conf import settings

from core.common.keyed_hashes import keyed_hash
from core.common.rates import Rate
from graph.errors import GraphUnavailable
from graph.traversals.two_hops import reaching_in_two

from .limits import Limit

ONE = ("from_one", "from_one_daily", "from_new_one")
FAR = "from_far"
ALL = ("from_all", "from_all_daily", "from_new", FAR)
# A rate of as many is counted in parts, by the user: writes to a popular person would wait for each
# other's row.
MANY, PARTS = 10_000, 16


def limits_towards(what: str, *, user: int, person: int) -> Iterator[tuple[UUID, str, Limit]]:
    """Yield what a user consumes of a person's budgets: key, name of the budget, and limit."""
    for name in (*ONE, *ALL):
        rate: Rate | None = settings.RATES.get(f"{what}_{name}")
        if rate is None:
            continue
        shared: tuple[int, ...] = (user,) if name in ONE else ()
        if name in ALL and rate.count >= MANY:
            shared, rate = (user % PARTS,), Rate(rate.count // PARTS, rate.period)
        key = keyed_hash("budget of", what, name, person, *shared)
        yield key, name, Limit(rate, person, of_new="new" in name)


def all_near(people: Set[int], user: int) -> bool:
    """Return whether the user is near each of these people: followed by somebody they follow.

    One Cypher statement, bounded. While the graph is unavailable everybody is near: the budget of
    all accounts still holds.
    """
    try:
        return reaching_in_two(people, user) >= people
    except GraphUnavailable:
        return True
