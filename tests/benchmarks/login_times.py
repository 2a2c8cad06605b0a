"""`python -m tests.benchmarks.login_times URL [NAME ...]`: does a refusal's time tell who is there?

Against a server with RATE_LOGIN_ACCOUNT=off and RATE_LOGIN_ADDRESS=off. Joins as `timed`, then asks
in turn with a wrong password for that name, for one that nobody has, and for each NAME (somebody
who is suspended, say). Compares each with the name that nobody has by the Mann-Whitney U test in
its normal approximation: |z| below 1.96 is due to chance, 19 times of 20.
"""

import sys
import time
from collections.abc import Sequence

import numpy as np
import requests

ROUNDS = 300
LOGIN = "mutation ($n: String!, $p: String!) { login(username: $n, password: $p) { token } }"
SIGNUP = """mutation { signup(username: "timed", email: "timed@example.com",
  password: "correct horse battery") { token } }"""


NOBODY = "nobody-has-this"


def main(url: str, others: Sequence[str]) -> None:
    """Measure, and print each distribution and its z."""
    session = requests.Session()
    session.post(url, json={"query": SIGNUP}, timeout=60)
    times: dict[str, list[float]] = {name: [] for name in ("timed", NOBODY, *others)}
    for number in range(ROUNDS + 20):
        for name in list(times)[:: 1 if number % 2 else -1]:
            variables = {"n": name, "p": f"wrong {number}"}
            began = time.perf_counter()
            answer = session.post(url, json={"query": LOGIN, "variables": variables}, timeout=60)
            seconds = time.perf_counter() - began
            assert answer.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
            if number >= 20:
                times[name].append(seconds * 1000)
    nobody = np.array(times[NOBODY])
    for name, values in times.items():
        quarter, median, three = np.percentile(values, [25, 50, 75])
        bigger = (np.array(values)[:, None] > nobody[None, :]).sum()
        size = ROUNDS * ROUNDS
        z = (bigger - size / 2) / np.sqrt(size * (2 * ROUNDS + 1) / 12)
        print(
            f"{name}: median {median:.2f} ms, quartiles {quarter:.2f} and {three:.2f}"
            + ("" if name == NOBODY else f", z = {z:.2f}, longer in {bigger / size:.1%} of pairs")
        )


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
