"""The server that the fuzzers ask, and what they count.

`FUZZ=full` (`make fuzz`) is the long form; without it each fuzzer asks a few hundred times, always
the same.
"""

import os
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import requests

from api.auth.tokens import access_token
from core.accounts.models import User
from tests.journeys.server import Instance

FULL = os.environ.get("FUZZ") == "full"
KNOWN_CODES = frozenset(
    {
        *("BAD_USER_INPUT", "FORBIDDEN", "NOT_FOUND", "QUERY_TOO_COMPLEX", "RATE_LIMITED"),
        "UNAUTHENTICATED",
    }
)
# What a fault of ours looks like, wherever it comes through.
LEAKS = ("Traceback", "psycopg2", "neo4j.exceptions", "SELECT ", "MATCH (", "site-packages")


@dataclass
class Target:
    """A running server, the people who ask it, and the codes of all answers so far."""

    instance: Instance
    people: list[User]
    codes: Counter[str] = field(default_factory=Counter)
    workers: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.session = requests.Session()
        self.workers = self.processes()

    def processes(self) -> list[int]:
        """The workers: another one would mean that one died."""
        return sorted(process.pid for process in self.instance.process.children())

    def ask(self, query: str, variables: dict[str, Any] | None, person: int) -> None:
        """Send an operation as this person (-1 is nobody), and look at what comes back."""
        headers = {}
        if person >= 0:
            user = User.objects.filter(pk=self.people[person].pk).first()
            headers = {"Authorization": f"Bearer {access_token(user)}"} if user else {}
        response = self.session.post(
            f"{self.instance.address}/graphql/",
            json={"query": query, "variables": variables},
            headers=headers,
            timeout=30,
        )
        assert response.status_code < 500, response.text
        answer = response.json()
        codes = [error["extensions"]["code"] for error in answer.get("errors", ())]
        assert KNOWN_CODES.issuperset(codes), answer
        assert answer.keys() <= {"data", "errors"}
        for error in answer.get("errors", ()):
            assert not any(leak in error["message"] for leak in LEAKS), error
        self.codes.update(set(codes) or {"ok"})

    def is_well(self) -> None:
        """Assert that it serves, that no worker died, and that its log has no fault."""
        response = self.session.get(f"{self.instance.address}/healthz", timeout=10)
        assert response.status_code == 200
        assert self.processes() == self.workers
        log = self.instance.log.read_text()
        assert "Traceback" not in log, log[log.index("Traceback") - 500 :][:4000]
        assert " failed at " not in log
