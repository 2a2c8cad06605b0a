"""What an attack takes: time, memory of the workers, and the time of somebody else's requests."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread
from typing import NamedTuple

import psutil

from tests.hostile import floods
from tests.memory import megabytes

from .site import Site

QUERY = "query"
FILE = "file"
INIT = "connection_init"
# Seconds until what an attack has left behind has ended.
REST = 2.0


class Taken(NamedTuple):
    """The answer; ms until it; MB before, at most and after; the longest that a bystander waits."""

    answer: str
    milliseconds: float
    megabytes: str
    others: str


class Bystander:
    """Asks an operation, a static file and `connection_init` in turns, from another address."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._end = Event()
        self._thread = Thread(target=self._run)
        self._asks = {QUERY: self._query, FILE: self._file, INIT: self._init}
        self.slowest = dict.fromkeys(self._asks, 0.0)
        self.faults: list[str] = []

    def __enter__(self) -> "Bystander":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()

    def _run(self) -> None:
        while True:
            for name, ask in self._asks.items():
                began = time.perf_counter()
                try:
                    ask()
                except (OSError, AssertionError) as error:
                    self.faults.append(f"{name}: {error!r}"[:80])
                taken = time.perf_counter() - began
                self.slowest[name] = max(self.slowest[name], taken)
            if self._end.wait(0.1):
                return

    def _query(self) -> None:
        answer = self._site.ask("{ __typename }", bystander=True)
        assert answer.json == {"data": {"__typename": "Query"}}, answer

    def _file(self) -> None:
        answer = self._site.send("GET", floods.FILE, bystander=True)
        assert answer.status == 200, answer

    def _init(self) -> None:
        with self._site.websocket(bystander=True) as client:
            client.sendall(floods.INIT)
            assert b"connection_ack" in client.recv(1000)


def measured(site: Site, attack: Callable[[], str]) -> Taken:
    """Attack once, while a bystander uses the service."""
    workers = site.workers()
    before = {pid: megabytes("VmRSS", pid) for pid in workers}
    for pid in [*workers, *_children(workers)]:
        # Resets the peak. Source: proc(5).
        Path(f"/proc/{pid}/clear_refs").write_text("5")
    with Bystander(site) as bystander:
        began = time.perf_counter()
        answer = attack()
        milliseconds = (time.perf_counter() - began) * 1000
    peak = {pid: megabytes("VmHWM", pid) for pid in workers}
    children = [megabytes("VmHWM", pid) for pid in _children(workers)]
    time.sleep(REST)
    if site.workers() != workers:
        answer += "; a worker died"
    most = max(workers, key=lambda pid: peak[pid] - before[pid])
    after = megabytes("VmRSS", most) if psutil.pid_exists(most) else 0
    text = f"{before[most]:.0f} → {peak[most]:.0f} → {after:.0f}"
    if children:
        text += f"; pictures {max(children):.0f}"
    others = max(bystander.slowest.values()) * 1000
    noted = f"{others:.0f}"
    if bystander.faults:
        noted += f" ({len(bystander.faults)} failed: {json.dumps(bystander.faults[0])})"
    return Taken(answer, milliseconds, text, noted)


def _children(workers: list[int]) -> list[int]:
    """The processes of pictures."""
    return [child.pid for pid in workers for child in psutil.Process(pid).children()]
