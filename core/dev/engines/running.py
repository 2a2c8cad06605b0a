"""`manage.py run`: the engines, the programs on top of them, and a banner when all serve."""

import os
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from . import addresses, ports
from .supervisor import Program, Stopped, Supervisor, python, stop_on_signals
from .workspace import Engines, clear_leftovers, embedded_engines, only_one


@dataclass(frozen=True)
class Steps:
    """What the project does to its stores before it serves, and while its programs start."""

    after_postgres: Callable[[], None]
    after_neo4j: Callable[[], None]
    beside_the_programs: Callable[[], None]


@dataclass(frozen=True)
class Clone:
    """The folders and the environment of this clone."""

    root: Path
    var: Path
    environ: Mapping[str, str]

    @property
    def code(self) -> list[Path]:
        """The folders of our code."""
        return [self.root / name for name in ("api", "core", "graph")]

    @property
    def port(self) -> int:
        """The port of the web server."""
        return addresses.port("PORT", self.environ)


def run(
    clone: Clone, steps: Steps, greet: Callable[[Engines], str], say: Callable[[str], None]
) -> None:
    """Run everything until SIGTERM or Ctrl-C, then stop it in order.

    `greet` returns the banner, which is printed when everything serves. Raises `AlreadyRunning`,
    `PortTaken`, `StartFailed`, and whatever the steps raise; nothing of ours runs on then.
    """
    supervisor = Supervisor(say)
    # Under make we go with it: a make that was killed must not leave the clone locked.
    parent = os.getppid() if "MAKELEVEL" in clone.environ else None
    with only_one(clone.var), addresses.recorded(clone.var, clone.environ), stop_on_signals():
        try:
            engines = embedded_engines(clone.var, clone.environ)
            _start(clone, engines, supervisor, steps)
            say(greet(engines))
            supervisor.watch(clone.code, parent)
        except Stopped:
            say("Stopping.")
        finally:
            supervisor.stop()


def _start(clone: Clone, engines: Engines, supervisor: Supervisor, steps: Steps) -> None:
    programs = [relay(clone), worker(clone), web_server(clone)]
    if engines.postgres is not None:
        serving = addresses.embedded_database_url(clone.var, user=addresses.SERVE_USER)
        for program in programs:
            program.process.environ = {**os.environ, "DATABASE_URL": serving}
    for program in programs:
        program.clear_leftovers()
    clear_leftovers(engines)
    ports.require_free({"PORT": "the web server", **engines.ports}, clone.environ)
    supervisor.begin(*engines.embedded)
    # The tables are migrated while Neo4j, which takes longest, is still starting.
    if engines.postgres is not None:
        engines.postgres.wait()
    steps.after_postgres()
    if engines.neo4j is not None:
        engines.neo4j.wait()
    steps.after_neo4j()
    supervisor.begin(*programs)
    steps.beside_the_programs()
    for program in programs:
        program.wait()


def relay(clone: Clone) -> Program:
    """The program that applies journal rows which no request could apply."""
    # Django's checks would import the whole API, which the relay does not need.
    command = reloading("relay_journal", "--skip-checks")
    return Program("Relay", command, var=clone.var, folder=clone.root)


def worker(clone: Clone) -> Program:
    """The program that runs the jobs nobody waits for."""
    command = reloading("run_jobs", "--skip-checks")
    return Program("Worker", command, var=clone.var, folder=clone.root)


def web_server(clone: Clone) -> Program:
    """gunicorn, for this machine alone, quick to stop and silent while all is well."""
    return Program(
        "Web server",
        reloading(
            *(
                f"--listen=127.0.0.1:{clone.port}",
                "gunicorn",
                "--config=python:core.server.gunicorn",
            ),
            *("--graceful-timeout=4", "--log-level=warning"),
        ),
        var=clone.var,
        folder=clone.root,
        answers=lambda: _is_healthy(f"http://127.0.0.1:{clone.port}/healthz"),
    )


def reloading(*arguments: str) -> list[str]:
    """Return the command line of a program that reloads its code on SIGHUP."""
    return python("-m", "core.dev.engines.reloader", *arguments)


def _is_healthy(url: str) -> bool:
    # Without the proxy that the environment may name: this machine is not reached through it.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=2) as response:
            return bool(response.status == 200)
    except OSError:
        return False
