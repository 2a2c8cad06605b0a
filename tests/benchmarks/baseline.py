"""The ratios of a run, and their comparison with those that are stored.

Times differ from machine to machine; how many times as much one contender takes as another differs
little. Of every ratio less is better.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from .figures import Figures
from .peers.contender import FLOOR, SERVICE

STORED = Path(__file__).with_name("baseline.json")
# How many times the stored ratio is worse. Provisional: two short runs of nearly the same code,
# beside test suites at a load of 7, differed by up to 2.3 times in processor time (Java compiles
# meanwhile) and 3.8 times in requests a second. Whole runs on an idle machine have to say how
# narrow they may be.
WORSE = {"p50": 2.0, "CPU": 1.5, "requests": 2.0}
# Pairs of operations whose ratio is that of the degrees alone.
PAIRS = (
    ("followers(20) of 50,000", "followers(20) of 10"),
    ("likers(20) of 50,000", "likers(20) of 10"),
    ("suggestions(20), following 2,600", "suggestions(20), following 20"),
    ("relations to 50, following 2,600", "relations to 50, following 20"),
    ("rich feed", "feed"),
)


def ratios(figures: Figures) -> dict[str, float]:
    """Return every ratio by what it compares; its first word is a key of WORSE."""
    return {name: round(ratio, 3) for name, ratio in _ratios(figures)}


def _ratios(figures: Figures) -> Iterator[tuple[str, float]]:
    for degree, times in figures.times.items():
        for peer in times.keys() - {SERVICE}:
            name = f"p50 of the feed, {degree:,} followed, against {peer}"
            yield name, times[SERVICE].p50 / times[peer].p50
    for degree, spent in figures.processor.items():
        for peer in spent.keys() - {SERVICE}:
            name = f"CPU of the feed, {degree:,} followed, against {peer}"
            yield name, sum(spent[SERVICE].values()) / sum(spent[peer].values())
    for clients, rates in figures.rates.items():
        for peer in rates.keys() - {SERVICE}:
            name = f"requests a second, {clients} clients, {peer} against this service"
            yield name, rates[peer] / rates[SERVICE]
    floor = _mean_sum(figures.processor, FLOOR)
    for operation, taken in figures.taken.items():
        yield f"CPU of {operation}, against the floor's feed", sum(taken.processor.values()) / floor
    for dear, cheap in PAIRS:
        name = f"p50 of {dear}, against {cheap}"
        yield name, figures.taken[dear].times.p50 / figures.taken[cheap].times.p50


def _mean_sum(processor: Mapping[int, Mapping[str, Mapping[str, float]]], name: str) -> float:
    return sum(sum(spent[name].values()) for spent in processor.values()) / len(processor)


def worse(found: Mapping[str, float], stored: Mapping[str, float]) -> list[str]:
    """Return a line for every ratio that became worse than WORSE allows, or is missing."""
    lines = []
    for name, before in sorted(stored.items()):
        allowed = before * WORSE[name.split()[0]]
        now = found.get(name)
        if now is None:
            lines.append(f"{name}: not measured, {before:.2f} before.")
        elif now > allowed:
            lines.append(f"{name}: {now:.2f}, {before:.2f} before, at most {allowed:.2f}.")
    return lines


def read_stored(path: Path = STORED) -> dict[str, float]:
    """Return the stored ratios."""
    stored: dict[str, float] = json.loads(path.read_text())
    return stored


def write_stored(found: Mapping[str, float], path: Path = STORED) -> None:
    """Store these ratios for later runs."""
    path.write_text(json.dumps(dict(sorted(found.items())), indent=2) + "\n")
