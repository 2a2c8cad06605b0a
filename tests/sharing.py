"""How `pytest -n` shares the tests out: by file or folder, what takes longest first.

So all processes end at about the same time. `seconds.txt` says how long each file or folder took; a
whole run writes `var/test-seconds.txt`, to be copied over it when the order is no good any more.
"""

from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

# Their tests share servers or clients that take long to start.
WHOLE_FOLDERS = ("tests/clients", "tests/faults", "tests/realtime", "tests/protocol")
MEASURED = Path(__file__).with_name("seconds.txt")
MEASURED_NOW = Path(__file__).resolve().parents[1] / "var" / "test-seconds.txt"
# What is not worth a line; also taken for what has none.
LEAST_SECONDS = 1.0


def unit_of(nodeid: str) -> str:
    """Return the file or folder whose tests one process runs together."""
    file = nodeid.partition("::")[0]
    return next((folder for folder in WHOLE_FOLDERS if file.startswith(f"{folder}/")), file)


class ByUnit(LoadScopeScheduling):
    """Hands a process its next unit when it is nearly done with one, in the order of collection."""

    def __init__(self, config: pytest.Config, log: Producer) -> None:
        super().__init__(config, log)
        config.option.loadscopereorder = False

    def _split_scope(self, nodeid: str) -> str:
        return unit_of(nodeid)


def seconds_of(nodeid: str) -> float:
    """Return how long the unit of a test took when all were measured."""
    return _measured().get(unit_of(nodeid), LEAST_SECONDS)


@cache
def _measured() -> dict[str, float]:
    lines = (line.split() for line in MEASURED.read_text().splitlines())
    return {unit: float(seconds) for seconds, unit in lines}


class Stopwatch:
    """A plugin that adds up what each unit takes."""

    def __init__(self) -> None:
        self._seconds: defaultdict[str, float] = defaultdict(float)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._seconds[unit_of(report.nodeid)] += report.duration

    def pytest_sessionfinish(self) -> None:
        longest = sorted(self._seconds.items(), key=lambda item: -item[1])
        lines = (f"{took:6.1f} {unit}\n" for unit, took in longest if took >= LEAST_SECONDS)
        MEASURED_NOW.parent.mkdir(exist_ok=True)
        MEASURED_NOW.write_text("".join(lines))
