"""`make run` as a developer starts it, with data and ports of its own."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from tests.benchmarks.servers import ROOT, VAR
from tests.ports import held_port
from tests.waiting import wait_until

from .site import Site

# Which the tests set for themselves; `make run` brings its own stores.
OF_TESTS = ("DATABASE_URL", "NEO4J_URL", "DJANGO_SETTINGS_MODULE")


FORGET_LIMITS = "from core.ratelimit.models import Allowance; Allowance.objects.all().delete()"


class MakeRun(Site):
    """Two workers of four threads, which nothing is in front of."""

    title = "make run"
    host = attackers = "127.0.0.1"
    bystanders = "127.0.0.2"

    def __init__(self, folder: Path) -> None:
        self.port = held_port()
        self._folder = folder
        self._environ = {
            **{name: text for name, text in os.environ.items() if not name.startswith(OF_TESTS)},
            "VAR": str(folder),
            "PORT": str(self.port),
            "NEO4J_HTTP_PORT": str(held_port()),
            "NEO4J_BOLT_PORT": str(held_port()),
        }

    @contextmanager
    def running(self) -> Iterator[None]:
        """Until the end of the block."""
        with (self._folder / "make.log").open("w") as log:
            process = subprocess.Popen(
                ["make", "run"], cwd=ROOT, env=self._environ, stdout=log, stderr=log
            )
        self._process = psutil.Process(process.pid)
        try:
            wait_until(lambda: process.poll() is not None or self._answers(), seconds=900)
            if process.poll() is not None:
                raise RuntimeError((self._folder / "make.log").read_text()[-3_000:])
            # Of the run before.
            self.manage("shell", "-c", FORGET_LIMITS)
            yield
        finally:
            for each in self._process.children() if self._process.is_running() else ():
                each.send_signal(signal.SIGTERM)
            process.wait(timeout=60)

    def workers(self) -> list[int]:
        """Those of the one gunicorn below what reloads it."""
        web = json.loads((self._folder / "web-server.pid").read_text())["pid"]
        families = [each.children() for each in psutil.Process(web).children()]
        [workers] = [family for family in families if family]
        return [worker.pid for worker in workers]

    def log(self) -> str:
        """Of the web server alone."""
        return (self._folder / "web-server.log").read_text()

    def manage(self, *arguments: str, **environ: str) -> str:
        """Run in the clone."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env={**self._environ, **environ},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    def _answers(self) -> bool:
        try:
            return self.send("GET", "/readyz").status == 200
        except OSError:
            return False


@contextmanager
def make_run() -> Iterator[Site]:
    """The network with its demo, which is kept for the next time."""
    folder = VAR / "bench-attacks"
    folder.mkdir(parents=True, exist_ok=True)
    site = MakeRun(folder)
    with site.running():
        yield site
