"""The service as it is deployed: gunicorn with workers of its own, asked over HTTP."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests

from core.engines.ports import free_port
from tests.waiting import wait_until


class Service:
    """A running server, and one person's session with it."""

    def __init__(self, address: str, log: Path) -> None:
        self.address = address
        self.log = log
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
        return Service(self.address, self.log)

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}


@contextmanager
def served(media: Path, *, workers: int = 2, **environ: str) -> Iterator[Service]:
    """gunicorn on a free port, on the stores of the tests unless `environ` names others."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    log = media.with_suffix(".log")
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", "core.wsgi:application"),
            *("--bind", f"127.0.0.1:{port}", "--workers", str(workers), "--threads", "4"),
            *("--worker-class", "gthread", "--no-control-socket"),
            *("--config", "python:core.gunicorn"),
        ],
        env={**os.environ, "MEDIA_ROOT": str(media), **environ},
        stdout=subprocess.DEVNULL,
        stderr=log.open("w"),
    )

    def answers() -> bool:
        assert process.poll() is None, "gunicorn ended"
        try:
            return requests.get(f"{address}/healthz", timeout=5).status_code == 200
        except requests.RequestException:
            return False

    try:
        wait_until(answers, seconds=60)
        yield Service(address, log)
    finally:
        process.terminate()
        process.wait(timeout=30)
