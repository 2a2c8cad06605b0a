"""How often something may happen: `10/hour` is ten at once, and one more every six minutes."""

from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import ImproperlyConfigured

PERIODS = {
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
}
# No limit at all: for tests, loads and measurements.
OFF = "off"


@dataclass(frozen=True, slots=True)
class Rate:
    """`count` at once after a long rest, and then `count` evenly spread over each `period`."""

    count: int
    period: str

    @property
    def step(self) -> timedelta:
        """The time after which one more is allowed."""
        return PERIODS[self.period] / self.count


def parse_rate(text: str, *, name: str) -> Rate | None:
    """Parse a setting such as `10/hour`; None for `off`. Raises ImproperlyConfigured."""
    if text == OFF:
        return None
    count, _, period = text.partition("/")
    if not count.isdecimal() or not 1 <= int(count[:9]) <= 1_000_000 or period not in PERIODS:
        raise ImproperlyConfigured(
            f"Refusing to start: {name} is {text!r}; it can be {OFF!r}, or a number from 1 to "
            f"1,000,000 and one of {', '.join(PERIODS)}, as in '10/hour'."
        )
    return Rate(int(count), period)
