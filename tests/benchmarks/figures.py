"""All that `make bench` measures, in one value that is also JSON."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from .footprint import Footprint
from .operation_measures import Counted, Taken
from .percentiles import Percentiles

Times = Mapping[int, Mapping[str, Percentiles]]
"""Milliseconds of a feed: by how many its viewer follows, and by contender."""

Processor = Mapping[int, Mapping[str, Mapping[str, float]]]
"""Milliseconds of processor time a feed: as above, and by process."""

Rates = Mapping[int, Mapping[str, float]]
"""Feeds a second: by the number of clients, and by contender."""


class Figures(NamedTuple):
    """Every table of one run."""

    times: Times
    processor: Processor
    rates: Rates
    taken: Mapping[str, Taken]
    counted: Mapping[str, Counted]
    footprint: Footprint

    def as_json(self) -> dict[str, Any]:
        """Return the figures by their names."""
        return {
            "feed_ms": {
                degree: {name: each._asdict() for name, each in row.items()}
                for degree, row in self.times.items()
            },
            "feed_cpu_ms": self.processor,
            "feeds_per_second": self.rates,
            "footprint": self.footprint._asdict(),
            "operations": {
                name: {
                    "ms": taken.times._asdict(),
                    "cpu_ms": taken.processor,
                    "failed": taken.failed,
                    "statements": self.counted[name]._asdict(),
                }
                for name, taken in self.taken.items()
            },
        }
