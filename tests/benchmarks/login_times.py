"""`python -m tests.benchmarks.login_times URL`: does the time of a refusal tell who has an account?

Against a server with RATE_LOGIN_ACCOUNT=off and RATE_LOGIN_ADDRESS=off. Joins as `timed`, then asks
in turn with a wrong password for that name and for one that nobody has, and compares the two by the
Mann-Whitney U test in its normal approximation: |z| below 1.96 is what chance alone gives, 19 times
of 20.
"""

import sys
import time

import numpy as np
import requests

ROUNDS = 300
LOGIN = "mutation ($n: String!, $p: String!) { login(username: $n, password: $p) { token } }"
SIGNUP = """mutation { signup(username: "timed", email: "timed@example.com",
  password: "correct horse battery") { token } }"""


def main(url: str) -> None:
    """Measure, and print both distributions and z."""
    session = requests.Session()
    session.post(url, json={"query": SIGNUP}, timeout=60)
    times: dict[str, list[float]] = {"timed": [], "nobody-has-this": []}
    for number in range(ROUNDS + 20):
        for name in list(times)[:: 1 if number % 2 else -1]:
            variables = {"n": name, "p": f"wrong {number}"}
            began = time.perf_counter()
            answer = session.post(url, json={"query": LOGIN, "variables": variables}, timeout=60)
            seconds = time.perf_counter() - began
            assert answer.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
            if number >= 20:
                times[name].append(seconds * 1000)
    known, unknown = (np.array(values) for values in times.values())
    for what, values in (("known", known), ("unknown", unknown)):
        quarter, median, three = np.percentile(values, [25, 50, 75])
        print(f"{what:8} median {median:.2f} ms, quartiles {quarter:.2f} and {three:.2f}")
    bigger = (known[:, None] > unknown[None, :]).sum()
    size = ROUNDS * ROUNDS
    z = (bigger - size / 2) / np.sqrt(size * (2 * ROUNDS + 1) / 12)
    print(f"z = {z:.2f}; of pairs, the known name took longer in {bigger / size:.1%}")


if __name__ == "__main__":
    main(sys.argv[1])
