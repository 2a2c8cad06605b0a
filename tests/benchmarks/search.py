"""`make bench-search`: searches of posts and people in the big network, over HTTP.

Every word of the network is common: each is in one post of 12. So pairs, phrases and combinations
of them are what a search has to be quick at; the rest are words that nobody wrote.
"""

import json
import statistics
import time
from collections.abc import Callable
from http.client import HTTPConnection
from random import Random
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

from .network import SEED, Network
from .program import run
from .servers import Bench
from .texts import WORDS

ROUNDS = 40
POSTS = """query ($text: String!, $after: String, $before: DateTime) {
  posts(search: $text, first: 20, after: $after, createdBefore: $before) {
    nodes { id content } pageInfo { endCursor } } }"""
COUNTED = "query ($text: String!) { posts(search: $text) { totalCount nodes { id } } }"
PEOPLE = "query ($text: String!) { users(search: $text, first: 20) { nodes { username } } }"


class Kind(NamedTuple):
    """A kind of search: how one is made at random, and which query asks for it."""

    name: str
    text: Callable[[Random, list[str]], str]
    query: str = POSTS


KINDS = (
    Kind("a common word", lambda random, words: random.choice(words)),
    Kind("two common words", lambda random, words: " ".join(random.sample(words, 2))),
    Kind("three common words", lambda random, words: " ".join(random.sample(words, 3))),
    Kind("six common words", lambda random, words: " ".join(random.sample(words, 6))),
    Kind("a phrase of two", lambda random, words: f'"{" ".join(random.sample(words, 2))}"'),
    Kind("a phrase of three", lambda random, words: f'"{" ".join(random.sample(words, 3))}"'),
    Kind("a phrase of eight", lambda random, words: f'"{" ".join(random.sample(words, 8))}"'),
    Kind("one word or another", lambda random, words: " or ".join(random.sample(words, 2))),
    Kind("a word without another", lambda random, words: " -".join(random.sample(words, 2))),
    Kind("the beginning of a word", lambda random, words: f"{random.choice(words)[:3]}*"),
    Kind("a word nobody wrote", lambda random, words: f"{random.choice(words)}zzqx"),
    Kind("a common and an unknown word", lambda random, words: f"{random.choice(words)} zzqx"),
    Kind(
        "a common word without itself",
        lambda random, words: "{0} -{0}".format(random.choice(words)),
    ),
    Kind("an address", lambda random, words: f"https://{'.'.join(random.sample(words, 3))}/"),
    Kind("a common word, counted", lambda random, words: random.choice(words), COUNTED),
    Kind(
        "a phrase of two, counted",
        lambda random, words: f'"{" ".join(random.sample(words, 2))}"',
        COUNTED,
    ),
    Kind("a user", lambda random, words: f"person {random.randrange(50_000)}", PEOPLE),
    Kind("all users", lambda random, words: "person", PEOPLE),
)


def _measure(bench: Bench, console: Console) -> None:
    from api.auth.tokens import access_token
    from core.accounts.models import User

    token = access_token(User.objects.get(pk=1))
    bench.web.begin()
    bench.web.wait()
    words = WORDS.split()
    connection = HTTPConnection("127.0.0.1", bench.port)

    def ask(query: str, **variables: object) -> tuple[float, dict[str, object]]:
        began = time.perf_counter()
        connection.request(
            "POST",
            "/graphql/",
            json.dumps({"query": query, "variables": variables}),
            {"Content-Type": "application/json", "Authorization": f"Bearer {token}"},
        )
        answer = json.loads(connection.getresponse().read())
        return (time.perf_counter() - began) * 1000, answer

    table = Table("search", "median, ms", "95 %", "longest", "refused", title="Newest page of 20")
    for kind in KINDS:
        random = Random(SEED)
        for _ in range(3):
            ask(kind.query, text=kind.text(random, words))
        times, refused = _times(ask, kind, random, words)
        table.add_row(
            kind.name,
            f"{statistics.median(times):.1f}",
            f"{sorted(times)[int(len(times) * 0.95)]:.1f}",
            f"{max(times):.1f}",
            str(refused),
        )
    for text in ('"happy honest"', "happy honest", "happy"):
        times = [ask(POSTS, text=text)[0] for _ in range(ROUNDS)]
        table.add_row(text, f"{statistics.median(times):.1f}", "", f"{max(times):.1f}", "")
    console.print(table)


def _times(
    ask: Callable[..., tuple[float, dict[str, object]]],
    kind: Kind,
    random: Random,
    words: list[str],
) -> tuple[list[float], int]:
    refused, times = 0, []
    for _ in range(ROUNDS):
        milliseconds, answer = ask(kind.query, text=kind.text(random, words))
        times.append(milliseconds)
        refused += "errors" in answer
    return times, refused


if __name__ == "__main__":
    run("bench", Network(), _measure, width=100)
