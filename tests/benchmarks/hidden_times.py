"""`python -m tests.benchmarks.hidden_times URL [NAME ...]`: does the time tell what is hidden?

Against a server of `make run`, with its limits of writes off. Two join: one blocks the other, who
then asks for that user, a post and a comment of theirs, for a post that is for its author alone,
and for each NAME (somebody who is suspended, say), by turns with what never was. Compares each with
that by the Mann-Whitney U test in its normal approximation. |z| below 1.96 is due to chance 19
times of 20; of many comparisons some are beyond, so the bound is that of all of them together
(Bonferroni), and a comparison beyond it is measured again.
"""

import base64
import random
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np
import requests

ROUNDS, WARM_UP = 300, 20
PASSWORD = "correct horse battery"
SIGNUP = """mutation ($n: String!, $e: String!, $p: String!) {
  signup(username: $n, email: $e, password: $p) { token user { id } } }"""
POST = """mutation ($c: String!, $a: PostAudience) {
  createPost(content: $c, audience: $a) { post { id } } }"""
COMMENT = """mutation ($id: ID!) {
  createComment(post: $id, content: "Under it.") { comment { id } } }"""
BLOCK = "mutation ($id: ID!) { blockUser(id: $id) { user { id } } }"
# By the type of what they name.
OPERATIONS: Mapping[str, Mapping[str, str]] = {
    "name": {"user by name": "query ($x: String!) { user(username: $x) { id } }"},
    "User": {
        "user by id": "query ($x: ID!) { node(id: $x) { id } }",
        "follow": "mutation ($x: ID!) { followUser(id: $x) { user { id } } }",
        "mute": "mutation ($x: ID!) { muteUser(id: $x) { user { id } } }",
        "block": "mutation ($x: ID!) { blockUser(id: $x) { user { id } } }",
    },
    "Post": {
        "post by id": "query ($x: ID!) { post(id: $x) { id } }",
        "like": "mutation ($x: ID!) { likePost(id: $x) { post { id } } }",
        "comment": """mutation ($x: ID!) {
          createComment(post: $x, content: "Hm.") { comment { id } } }""",
    },
    "Comment": {"comment by id": "query ($x: ID!) { node(id: $x) { id } }"},
}


@dataclass(frozen=True)
class Case:
    """An operation, what is hidden from who asks, and what never was."""

    name: str
    query: str
    hidden: str
    absent: str


class Account:
    """Somebody who has just joined."""

    def __init__(self, url: str, name: str) -> None:
        self._url = url
        self._session = requests.Session()
        self.name = name
        joined = self.ask(SIGNUP, n=name, e=f"{name}@example.com", p=PASSWORD)["data"]["signup"]
        self.id: str = joined["user"]["id"]
        self._session.headers["Authorization"] = f"Bearer {joined['token']}"

    def ask(self, query: str, **variables: str) -> Any:
        """Return the answer."""
        body = {"query": query, "variables": variables}
        return self._session.post(self._url, json=body, timeout=60).json()

    def seconds(self, case: Case, value: str) -> float:
        """Return what an operation takes that finds nothing."""
        began = time.perf_counter()
        answer = self.ask(case.query, x=value)
        took = time.perf_counter() - began
        codes = {error["extensions"]["code"] for error in answer.get("errors", ())}
        found = any((answer.get("data") or {}).values())
        assert not found, (case.name, answer)
        assert codes <= {"NOT_FOUND"}, (case.name, answer)
        return took


def cases(hider: Account, suspended: Sequence[str]) -> list[Case]:
    """Return what is compared, before the one is hidden from the other."""
    public = hider.ask(POST, c="For all.")["data"]["createPost"]["post"]["id"]
    own = hider.ask(POST, c="For me.", a="MENTIONED")["data"]["createPost"]["post"]["id"]
    comment = hider.ask(COMMENT, id=public)["data"]["createComment"]["comment"]["id"]
    hidden = [
        ("blocked by", "name", hider.name),
        ("blocked by", "User", hider.id),
        ("blocked by", "Post", public),
        ("blocked by", "Comment", comment),
        ("audience", "Post", own),
        *(("suspended", "name", name) for name in suspended),
    ]
    return [
        Case(f"{name}, {reason}", query, value, never_was(kind, value))
        for reason, kind, value in hidden
        for name, query in OPERATIONS[kind].items()
    ]


def never_was(kind: str, value: str) -> str:
    """Return a name or ID like this one that nobody and nothing has."""
    if kind == "name":
        return value[:-1] + ("q" if value[-1] != "q" else "z")
    number = int(base64.b64decode(value).decode().partition(":")[2])
    return base64.b64encode(f"{kind}:{number + 1_000_003}".encode()).decode()


def measured(asking: Account, compared: Sequence[Case]) -> dict[str, tuple[float, float, float]]:
    """Return both medians in milliseconds and z of each case, asked by turns in random order."""
    times: dict[tuple[str, str], list[float]] = {}
    for number in range(ROUNDS + WARM_UP):
        turns = [(case, value) for case in compared for value in (case.hidden, case.absent)]
        random.shuffle(turns)
        for case, value in turns:
            took = asking.seconds(case, value)
            if number >= WARM_UP:
                times.setdefault((case.name, value), []).append(took * 1000)
    return {
        case.name: compare(times[case.name, case.hidden], times[case.name, case.absent])
        for case in compared
    }


def compare(hidden: Sequence[float], absent: Sequence[float]) -> tuple[float, float, float]:
    """Return both medians, and z of the first beside the second."""
    one, other = np.array(hidden), np.array(absent)
    longer = (one[:, None] > other[None, :]).sum() + (one[:, None] == other[None, :]).sum() / 2
    size = len(one) * len(other)
    z = (longer - size / 2) / np.sqrt(size * (len(one) + len(other) + 1) / 12)
    return float(np.median(one)), float(np.median(other)), float(z)


def main(url: str, suspended: Sequence[str]) -> None:
    """Measure and print; exits with 1 where a difference is found twice."""
    stamp = f"{time.time_ns() // 1_000_000}"[-9:]
    hider, asking = Account(url, f"hider{stamp}"), Account(url, f"asking{stamp}")
    compared = cases(hider, suspended)
    assert hider.ask(BLOCK, id=asking.id)["data"]["blockUser"]["user"]
    bound = NormalDist().inv_cdf(1 - 0.05 / 2 / len(compared))
    beyond = compared
    for turn in ("first", "again"):
        found = measured(asking, beyond)
        for name, (hidden, absent, z) in found.items():
            print(f"{turn}: {name}: {hidden:.2f} and {absent:.2f} ms, z = {z:.2f}")
        beyond = [case for case in beyond if abs(found[case.name][2]) > bound]
        if not beyond:
            break
    print(f"{len(compared)} comparisons, of which {len(beyond)} differ (|z| > {bound:.2f}, twice).")
    sys.exit(1 if beyond else 0)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
