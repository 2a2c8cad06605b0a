"""The service as it is deployed: gunicorn with workers of its own, asked over HTTP."""

import json
import os
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any

import psutil
import requests

from tests.engines import serving_url
from tests.ports import held_port
from tests.programs import Program
from tests.waiting import wait_until


class Service:
    """A running server, and one person's session with it."""

    def __init__(
        self, address: str, log: Path, headers: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        self.address = address
        self.log = log
        self.headers = headers
        self.token = ""

    def post(self, query: str, **variables: Any) -> dict[str, Any]:
        """The answer to an operation sent as JSON."""
        response = requests.post(
            f"{self.address}/graphql/",
            json={"query": query, "variables": variables},
            headers=self._headers(),
            timeout=30,
        )
        answer: dict[str, Any] = response.json()
        return answer

    def data(self, query: str, **variables: Any) -> Any:
        """The data of an answer without errors."""
        answer = self.post(query, **variables)
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    def upload(self, query: str, file: bytes) -> Any:
        """The data of an operation with one file in its variable `file`."""
        response = requests.post(
            f"{self.address}/graphql/",
            data={
                "operations": json.dumps({"query": query, "variables": {"file": None}}),
                "map": json.dumps({"0": ["variables.file"]}),
            },
            files={"0": ("picture.png", file, "image/png")},
            headers={**self._headers(), "GraphQL-Preflight": "1"},
            timeout=30,
        )
        answer = response.json()
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    def as_somebody_else(self) -> "Service":
        """The same server, without a session."""
        return Service(self.address, self.log, self.headers)

    def _headers(self) -> dict[str, str]:
        token = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return {**self.headers, **token}


class Instance:
    """One gunicorn that is started and stopped as it is deployed, on a port of its own."""

    def __init__(self, media: Path, **environ: str) -> None:
        """`environ` may name other stores than those of the tests, and DRAIN_SECONDS."""
        self.port = held_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.log = media.with_suffix(".log")
        stores = {"DATABASE_URL": serving_url(), "MEDIA_ROOT": str(media)}
        self._environ = {**os.environ, **stores, **environ}
        self._process: Program | None = None

    @property
    def process(self) -> psutil.Process:
        """gunicorn's master; its children are the workers."""
        assert self._process is not None
        return psutil.Process(self._process.pid)

    def start(self) -> None:
        """Start, and return when it answers."""
        with self.log.open("ab") as log, open(os.devnull, "wb") as nowhere:
            self._process = Program(
                *("-m", "gunicorn", "--config", "python:core.server.gunicorn"),
                f"--bind=127.0.0.1:{self.port}",
                environ=self._environ,
                output=nowhere,
                errors=log,
            )
        wait_until(self._answers, seconds=60)

    def ask_to_stop(self) -> None:
        """SIGTERM, without waiting."""
        assert self._process is not None
        self._process.terminate()

    def has_ended(self) -> bool:
        """Whether it is gone, and nothing went wrong with it."""
        assert self._process is not None
        code = self._process.poll()
        assert code in (None, 0), self.log.read_text()[-3000:]
        return code == 0

    def stop(self) -> None:
        """Make sure that it is gone."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            self._process.wait(timeout=60)

    def ready(self) -> int:
        """The status of /readyz."""
        return requests.get(f"{self.address}/readyz", timeout=5).status_code

    def _answers(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, self.log.read_text()[-3000:]
        try:
            # While nobody listens, this takes a tenth of the time.
            socket.create_connection(("127.0.0.1", self.port), timeout=5).close()
            return requests.get(f"{self.address}/healthz", timeout=5).status_code == 200
        except OSError:
            return False


@contextmanager
def running(media: Path, **environ: str) -> Iterator[Instance]:
    """An instance that serves until the block ends."""
    instance = Instance(media, **environ)
    try:
        instance.start()
        yield instance
    finally:
        instance.stop()


@contextmanager
def served(media: Path, *, workers: int = 2, **environ: str) -> Iterator[Service]:
    """gunicorn on a free port, on the stores of the tests unless `environ` names others."""
    with running(media, WEB_CONCURRENCY=str(workers), **environ) as instance:
        yield Service(instance.address, instance.log)
