"""Guessing passwords over HTTP, at a server of several workers."""

import json
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest
import requests
from django.db import connection

from core.accounts.models import RefreshToken
from core.accounts.signup import create_user

from .server import Service, served

PASSWORD = "correct horse battery"
LOGIN = "mutation ($n: String!, $p: String!) { login(username: $n, password: $p) { token } }"


@pytest.fixture(scope="module")
def server(installed: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    media: Path = tmp_path_factory.mktemp("guessing") / "media"
    with served(media, workers=3) as server:
        yield server


@pytest.fixture
def service(stores: None, server: Service) -> Service:
    """The service, with empty stores."""
    return server


def codes(service: Service, attempts: list[tuple[str, str]], **headers: str) -> Counter[str]:
    """How often each code was answered, to attempts that are made 40 at a time.

    An attempt for which there was no place is made again, as by a client.
    """

    def attempt(name_and_password: tuple[str, str]) -> str:
        while (code := sent(*name_and_password)) == "OVERLOADED":
            Event().wait(0.05)
        return code

    def sent(name: str, password: str) -> str:
        response = requests.post(
            f"{service.address}/graphql/",
            data=json.dumps({"query": LOGIN, "variables": {"n": name, "p": password}}),
            headers={"Content-Type": "application/json", **headers},
            timeout=60,
        )
        errors = response.json().get("errors")
        return str(errors[0]["extensions"]["code"]) if errors else "signed in"

    with ThreadPoolExecutor(40) as pool:
        return Counter(pool.map(attempt, attempts))


@pytest.mark.parametrize("name", ["ada", "nobody"])
def test_two_hundred_at_once_are_ten_attempts(service: Service, name: str) -> None:
    create_user(username="ada", email="ada@example.com", password=PASSWORD)
    answered = codes(service, [(name, f"wrong {number}") for number in range(200)])
    assert answered == {"UNAUTHENTICATED": 10, "RATE_LIMITED": 190}
    assert codes(service, [("ada", PASSWORD)] * 5) == {"RATE_LIMITED": 5}
    assert not RefreshToken.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM core_allowance")
        # Of an address and of a name: failures, and successes that were refunded.
        assert cursor.fetchone() == (4,)


def test_two_hundred_names_from_one_address_are_a_hundred_attempts(service: Service) -> None:
    attempts = [(f"name{number}", "wrong") for number in range(200)]
    answered = codes(service, attempts, **{"X-Forwarded-For": "6.6.6.6"})
    assert answered == {"UNAUTHENTICATED": 100, "RATE_LIMITED": 100}
