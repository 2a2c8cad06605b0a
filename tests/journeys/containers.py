"""The service in containers of its own image, as production runs it: read only, without rights."""

import os
import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
from testcontainers.community.neo4j import Neo4jContainer
from testcontainers.community.postgres import PostgresContainer
from testcontainers.core.container import DockerContainer
from testcontainers.core.docker_client import DockerClient
from testcontainers.core.image import DockerImage
from testcontainers.core.network import Network

from tests.engines import NEO4J_IMAGE, NEO4J_SETTINGS, POSTGRES_IMAGE
from tests.ports import held_port
from tests.waiting import wait_until
from tests.warm import PASSWORD

from .server import Service

ROOT = Path(__file__).resolve().parents[2]
# As the proxy in front says it; without, production sends everybody to https.
HEADERS = {"X-Forwarded-Proto": "https"}
RESTARTS = {"restart_policy": {"Name": "unless-stopped"}}
KILL = "import os, signal, sys; os.kill(int(sys.argv[1]), signal.SIGKILL)"


@dataclass
class Stack:
    """Everything that runs, by the names of the compose file."""

    image: str
    address: str
    network: Network
    secret_files: Path
    volumes: dict[str, str]
    containers: dict[str, DockerContainer] = field(default_factory=dict)
    migrations: list[int] = field(default_factory=list)

    @property
    def service(self) -> Service:
        """Somebody who has not signed in."""
        return Service(self.address, Path(os.devnull), HEADERS)

    def run(self, name: str, *command: str) -> tuple[int | None, str]:
        """Exit code and output of a command in a running container."""
        done = self.containers[name].exec(list(command))
        return done.exit_code, done.output.decode()

    def manage(self, *arguments: str) -> tuple[int, str]:
        """Exit code and output of a command of manage.py, in a container of its own."""
        program = self.program("manage", *arguments).with_network(self.network)
        with program.with_kwargs(**_hardened()):
            code = program.wait()
            output, errors = program.get_logs()
        return code, (output + errors).decode()

    def program(self, *command: str) -> DockerContainer:
        """A container of the image that knows the stores and the volumes; not started."""
        program = DockerContainer(self.image).with_command(list(command))
        program.with_envs(ALLOWED_HOSTS="localhost").with_tmpfs_mount("/tmp")  # noqa: S108
        files = {name: name for name in ("secret_key", "database_url", "neo4j_url")}
        if command[0] in ("migrate", "manage"):
            files |= {"database_url": "database_owner_url", "serve_database_url": "database_url"}
        for name, file in files.items():
            program.with_env(f"{name.upper()}_FILE", f"/run/secrets/{file}")
        program.with_volume_mapping(self.secret_files, "/run/secrets")
        for name, folder in self.volumes.items():
            program.with_volume_mapping(name, folder, "rw")
        return program

    def state(self, name: str) -> dict[str, Any]:
        """What Docker says of a container: Running, Pid, ExitCode, Health."""
        container = self._docker(name)
        return {**container.attrs["State"], "RestartCount": container.attrs["RestartCount"]}

    def crash(self, name: str) -> None:
        """End a container's first process as the kernel would; Docker is to start it again.

        `docker kill` will not do, for what an operator kills stays down. The signal comes from a
        container beside it, as the first process is immune to those from inside its own.
        """
        container = self._docker(name)
        container.client.containers.run(
            self.image,
            ["python", "-c", KILL, str(container.attrs["State"]["Pid"])],
            pid_mode="host",
            user="root",
            remove=True,
        )

    def kill(self, name: str) -> None:
        """`docker kill`: down until it is started."""
        self._docker(name).kill()
        wait_until(lambda: not self.state(name)["Running"])

    def stop(self, name: str) -> int:
        """Run `docker stop`; return the exit code, 137 for one that had to be killed."""
        self._docker(name).stop(timeout=60)
        return int(self.state(name)["ExitCode"])

    def start(self, name: str) -> None:
        """`docker start`."""
        self._docker(name).start()

    def is_ready(self) -> bool:
        """Whether the service answers and says that both stores do."""
        try:
            return requests.get(f"{self.address}/readyz", timeout=10).status_code == 200
        except requests.RequestException:
            return False

    def _docker(self, name: str) -> Any:
        container = self.containers[name].get_wrapped_container()
        container.reload()
        return container


@contextmanager
def running(folder: Path) -> Iterator[Stack]:
    """Build the image, start the stores, migrate twice at once, start web and relay."""
    os.environ.setdefault("TESTCONTAINERS_RYUK_DISABLED", "true")
    with ExitStack() as ending:
        image = _image(ending)
        network = ending.enter_context(Network())
        port = held_port()
        volumes = {_volume(ending): f"/srv/{name}" for name in ("media", "backups")}
        stack = Stack(image, f"http://localhost:{port}", network, _secret_files(folder), volumes)
        for name, store in (("neo4j", _neo4j()), ("postgres", _postgres())):
            _join(stack, name, store, network, ending, **RESTARTS)

        def start(name: str, role: str, **options: Any) -> None:
            program = stack.program(role)
            if role == "web":
                program.with_bind_ports(8000, port)
            _join(stack, name, program, network, ending, **_hardened(), **options)

        for name in ("migrate", "migrate too"):
            start(name, "migrate")
        stack.migrations = [stack.containers[name].wait() for name in ("migrate", "migrate too")]
        start("relay", "relay", **RESTARTS)
        start("web", "web", **RESTARTS)
        wait_until(stack.is_ready, seconds=120)
        yield stack


def _image(ending: ExitStack) -> str:
    """The image to try: TEST_IMAGE where somebody has built it, or built here."""
    if given := os.environ.get("TEST_IMAGE"):
        return given
    image = DockerImage(
        ROOT,
        tag="social-graph:test",
        dockerfile_path="docker/Dockerfile",
        clean_up=False,  # the next run builds only what has changed
        buildargs={"PYTHON_IMAGE": os.environ.get("PYTHON_IMAGE", "python:3.13-slim")},
    )
    return str(ending.enter_context(image))


def _neo4j() -> DockerContainer:
    neo4j = Neo4jContainer(NEO4J_IMAGE, password=PASSWORD)
    return neo4j.with_envs(**NEO4J_SETTINGS)


def _postgres() -> DockerContainer:
    return PostgresContainer(POSTGRES_IMAGE, username="social", password=PASSWORD, dbname="social")


def _secret_files(folder: Path) -> Path:
    """Secrets as an orchestrator mounts them, for the image's user to read."""
    folder = folder / "secrets"
    folder.mkdir(mode=0o755)
    contents = {
        "secret_key": secrets.token_urlsafe(50),
        "database_owner_url": f"postgres://social:{PASSWORD}@postgres:5432/social",
        "database_url": f"postgres://social_serve:{PASSWORD}@postgres:5432/social",
        "neo4j_url": f"bolt://neo4j:{PASSWORD}@neo4j:7687",
    }
    for name, content in contents.items():
        (folder / name).write_text(f"{content}\n")
        (folder / name).chmod(0o444)
    return folder


def _volume(ending: ExitStack) -> str:
    volume = DockerClient().client.volumes.create()
    ending.callback(volume.remove)
    return str(volume.name)


def _hardened() -> dict[str, Any]:
    return {
        "init": True,
        "read_only": True,
        "cap_drop": ["ALL"],
        "security_opt": ["no-new-privileges:true"],
    }


def _join(
    stack: Stack,
    name: str,
    container: DockerContainer,
    network: Network,
    ending: ExitStack,
    **options: Any,
) -> None:
    container.with_network(network).with_network_aliases(name.replace(" ", "-"))
    container.with_kwargs(**options)
    stack.containers[name] = ending.enter_context(container)
