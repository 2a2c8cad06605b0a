"""`manage.py journal_status`: the state of the journal and its relay."""

import json
import time
from argparse import ArgumentParser
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from core.common.durations import span
from core.database.clock import database_now
from core.journal.status import (
    MAX_COUNT,
    JournalState,
    Lag,
    SetAside,
    first_set_aside,
    journal_state,
    lag,
)
from core.journal.throughput import Rates, mark, rates_since
from core.management.arguments import positive_seconds, seconds_or_zero

SHOWN = 5
MAX_ERROR_LENGTH = 120


class Command(BaseCommand):
    """Exit code 0 when the journal is healthy, else 1."""

    help = (
        "Print the waiting entries, those set aside, the rates and the lag. Exit code 1 when an "
        "entry is set aside or the oldest has waited for longer than --max-wait seconds."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--seconds", type=positive_seconds, default=1.0, help="Seconds to measure rates (1)."
        )
        parser.add_argument(
            "--max-wait",
            type=seconds_or_zero,
            default=60.0,
            help="Seconds that an entry may wait (60).",
        )
        parser.add_argument("--watch", action="store_true", help="Repeat until Ctrl-C.")
        parser.add_argument("--json", action="store_true", help="Print one JSON object a line.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Measure and print, once or until Ctrl-C. Raises CommandError."""
        troubles: list[str] = []
        try:
            troubles = self._report(**options)
            while options["watch"]:
                troubles = self._report(**options)
        except KeyboardInterrupt:
            self.stdout.write("")
        except OperationalError as error:
            raise CommandError(f"PostgreSQL is unavailable: {error}".strip()) from error
        if troubles:
            raise CommandError(" ".join(troubles))

    def _report(self, *, seconds: float, max_wait: float, json: bool, **_: Any) -> list[str]:
        start = mark()
        time.sleep(seconds)
        rates = rates_since(start)
        now = database_now()
        state, aside, lags = journal_state(), first_set_aside(SHOWN), lag()
        troubles = _troubles(state, now, max_wait)
        if json:
            self.stdout.write(_as_json(state, aside, rates, lags, now, healthy=not troubles))
        else:
            self.stdout.write("\n".join(_sentences(state, aside, rates, lags, now)))
        return troubles


def _troubles(state: JournalState, now: datetime, max_wait: float) -> list[str]:
    troubles = []
    if state.set_aside:
        troubles.append(
            f"{_entries(state.set_aside)} set aside: see the admin for the errors, and retry there."
        )
    if (age := _age(state, now)) is not None and age > max_wait:
        troubles.append(f"The oldest entry has waited for {span(age)}, more than {max_wait:g} s.")
    return troubles


def _sentences(
    state: JournalState, aside: list[SetAside], rates: Rates, lags: Lag | None, now: datetime
) -> list[str]:
    age = _age(state, now)
    oldest = "" if age is None else f", the oldest for {span(age)}"
    first = ", the first of them:" if aside else "."
    least = "at least " if rates.at_least else ""
    return [
        f"Waiting: {_entries(state.waiting)}{oldest}.",
        f"Set aside: {_entries(state.set_aside)}{first}",
        *(f"  {entry.id} {entry.kind}: {_shortened(entry.error)}" for entry in aside),
        f"Rate over {span(rates.seconds)}: {rates.written:,.1f} written and "
        f"{least}{rates.applied:,.1f} applied a second.",
        "Lag: none of the newest entries is applied."
        if lags is None
        else f"Lag of the newest {lags.entries:,} applied: p50 {span(lags.p50)}, "
        f"p99 {span(lags.p99)}, most {span(lags.most)}.",
    ]


def _as_json(
    state: JournalState,
    aside: list[SetAside],
    rates: Rates,
    lags: Lag | None,
    now: datetime,
    *,
    healthy: bool,
) -> str:
    """Return one JSON object; counts are at most `MAX_COUNT`, times in seconds."""
    since = state.waiting_since
    return json.dumps(
        {
            "at": now.isoformat(),
            "healthy": healthy,
            "waiting": {
                **_counted(state.waiting),
                "oldest_recorded_at": since and since.isoformat(),
                "oldest_seconds": _age(state, now),
            },
            "set_aside": {
                **_counted(state.set_aside),
                "first": [asdict(entry) for entry in aside],
            },
            "rate": asdict(rates),
            "lag": lags and asdict(lags),
        }
    )


def _counted(count: int) -> dict[str, int | bool]:
    return {"count": min(count, MAX_COUNT), "at_least": count > MAX_COUNT}


def _age(state: JournalState, now: datetime) -> float | None:
    since = state.waiting_since
    return None if since is None else max(0.0, (now - since).total_seconds())


def _entries(count: int) -> str:
    if count > MAX_COUNT:
        return f"more than {MAX_COUNT:,} entries"
    return "1 entry" if count == 1 else f"{count:,} entries"


def _shortened(error: str) -> str:
    line = " ".join(error.split())
    return line if len(line) <= MAX_ERROR_LENGTH else f"{line[: MAX_ERROR_LENGTH - 1]}…"
