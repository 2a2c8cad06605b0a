"""Each attack over HTTP: answered in words, and the server is as well as before."""

import time

import pytest
import requests

from .attacks import ATTACKS, OK
from .fuzzing import Target


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_is_answered(target: Target, name: str) -> None:
    attack = ATTACKS[name]
    began = time.perf_counter()

    response = requests.post(
        f"{target.instance.address}/graphql/",
        json={"query": attack.query, "variables": attack.variables},
        timeout=30,
    )

    milliseconds = 1000 * (time.perf_counter() - began)
    answer = response.json()
    errors = answer.get("errors", [])
    codes = {error["extensions"]["code"] for error in errors} or {OK}
    print(f"\n{name}: {response.status_code}, {', '.join(codes)}, {milliseconds:.0f} ms")
    assert response.status_code == 200
    assert codes == {attack.code}
    assert not errors or errors[0]["message"].startswith(attack.message)
    assert len(errors) <= 101
    assert not errors or len(response.content) < 150_000


def test_a_body_that_is_too_long_is_not_read(target: Target) -> None:
    response = requests.post(
        f"{target.instance.address}/graphql/",
        data=b'{"query": "' + b"a" * 10_000_000,
        headers={"Content-Type": "application/json"},
        timeout=30,
    )

    assert response.status_code == 413
    assert response.json()["errors"][0]["message"] == "The body is longer than 256 kB."
    target.is_well()
