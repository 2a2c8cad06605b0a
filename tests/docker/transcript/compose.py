"""One of the compose files, run from a checkout of its own under a name of its own."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.waiting import wait_until

from .shell import attempt, run

KILL = "import os, signal, sys; os.kill(int(sys.argv[1]), signal.SIGKILL)"


class Compose:
    """`docker compose` with its file, project and environment."""

    def __init__(self, checkout: Path, file: str, env: Mapping[str, str]) -> None:
        self.env = dict(env)
        self._checkout = checkout
        self._command = ["docker", "compose", "-p", "social-graph-transcript", "-f", file]

    def __call__(self, *arguments: str) -> str:
        return run(*self._command, *arguments, cwd=self._checkout, env=self.env)

    def attempt(self, *arguments: str) -> tuple[int, str]:
        """Exit code and words of what may fail."""
        done = attempt(*self._command, *arguments, cwd=self._checkout, env=self.env)
        return done.returncode, done.stdout

    def inspect(self, service: str) -> dict[str, Any]:
        """All that Docker says of a service's one container."""
        container = self("ps", "--all", "--quiet", service).split()[-1]
        found: dict[str, Any] = json.loads(run("docker", "inspect", container))[0]
        return found

    def crash(self, service: str) -> None:
        """End the main process as the kernel would, from outside; Docker is to start it again."""
        state = self.inspect(service)
        before = state["RestartCount"]
        run(
            *("docker", "run", "--rm", "--pid", "host", "--user", "root", "--entrypoint", "python"),
            *(self.image, "-c", KILL, str(state["State"]["Pid"])),
        )
        wait_until(lambda: self.inspect(service)["RestartCount"] > before, seconds=60)

    def kill(self, service: str) -> None:
        """`docker kill`."""
        run("docker", "kill", self.inspect(service)["Id"])
        wait_until(lambda: not self.inspect(service)["State"]["Running"])

    @property
    def image(self) -> str:
        """The project's own."""
        return f"{self.env['IMAGE']}:{self.env['TAG']}"
