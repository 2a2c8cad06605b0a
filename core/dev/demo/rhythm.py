"""When people post: by weekday, by hour, more of it lately, and in bursts."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from random import Random

DAYS = 36
"""How many days the posts reach back."""

_ALL_DAY = (2, 1, 1, 1, 1, 3, 8, 14, 14, 10, 8, 8, 12, 11, 8, 8, 9, 12, 15, 18, 20, 19, 14, 7)
_HOURS = {
    "dawn": frozenset({3, 4, 5}),
    "morning": frozenset(range(6, 11)),
    "evening": frozenset(range(18, 24)),
    "night": frozenset({21, 22, 23, 0, 1, 2}),
}
_WEEKDAYS = {
    "weekend": frozenset({5, 6}),
    "friday": frozenset({4}),
    "saturday": frozenset({5}),
    "sunday": frozenset({6}),
}
_DAY_WEIGHTS = (1.0, 0.9, 0.9, 1.0, 0.95, 1.2, 1.35)


def day_of(now: datetime) -> datetime:
    """Midnight, in UTC, of the day of ``now``: nothing in the network is later."""
    return now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


class Calendar:
    """Deals out moments of the last weeks; one community's, with bursts of its own."""

    def __init__(self, today: datetime, rng: Random) -> None:
        self._today = today
        self._bursts = frozenset(rng.sample(range(1, DAYS + 1), 4))
        self._tables: dict[tuple[frozenset[str], int, int], Sequence[float]] = {}

    def moment(
        self, rng: Random, tags: Iterable[str], *, oldest: int = DAYS, newest: int = 1
    ) -> datetime:
        """A moment that fits the tags, from ``oldest`` to ``newest`` days ago.

        Takes two numbers from ``rng`` whatever the tags and the weekday of today are. Where no
        day in the range fits, the weekday is let go.
        """
        key = (frozenset(tags), oldest, newest)
        table = self._tables.get(key)
        if table is None:
            table = self._tables[key] = list(accumulate(self._weights(*key)))
        [slot] = rng.choices(range(len(table)), cum_weights=table)
        hours = timedelta(hours=slot + rng.random())
        return self._today - timedelta(days=oldest) + timedelta(seconds=int(hours.total_seconds()))

    def _weights(self, tags: frozenset[str], oldest: int, newest: int) -> list[float]:
        days = [self._day_weight(tags, ago) for ago in range(oldest, newest - 1, -1)]
        if not any(days):
            days = [1.0] * len(days)
        hours = _hour_weights(tags)
        return [day * hour for day in days for hour in hours]

    def _day_weight(self, tags: frozenset[str], ago: int) -> float:
        weekday = (self._today - timedelta(days=ago)).weekday()
        if any(weekday not in _WEEKDAYS[tag] for tag in tags & _WEEKDAYS.keys()):
            return 0.0
        lately = 1.25 - 0.5 * ago / DAYS
        return _DAY_WEIGHTS[weekday] * lately * (2.6 if ago in self._bursts else 1.0)


def _hour_weights(tags: frozenset[str]) -> list[float]:
    asked = [_HOURS[tag] for tag in tags & _HOURS.keys()]
    if not asked:
        return [float(weight) for weight in _ALL_DAY]
    return [
        float(any(hour in hours for hours in asked)) * (3 + _ALL_DAY[hour]) for hour in range(24)
    ]


def later(rng: Random, since: datetime, until: datetime, *, median_minutes: float) -> datetime:
    """A moment before ``until``, often ``median_minutes`` after ``since``, at times much later."""
    delay = timedelta(minutes=rng.lognormvariate(0, 1.3) * median_minutes)
    share = 0.05 + 0.9 * rng.random()
    if since + delay >= until:
        delay = (until - since) * share
    return since + max(timedelta(seconds=1), timedelta(seconds=int(delay.total_seconds())))
