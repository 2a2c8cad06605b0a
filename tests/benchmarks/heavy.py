"""`make bench-heavy`: what heavy work takes, and what other people notice of it, over HTTP.

A network of its own (`manage.py run`). `PARTS=star,pairs` runs some of the parts.
"""

import os
import shutil
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import django
from rich.console import Console
from rich.table import Table

from tests.faults.graphql import DELETE_ACCOUNT, DELETE_POST, PASSWORD
from tests.faults.network import WEB_WORKER, Network
from tests.proxy import wire_to
from tests.relays import relay_process
from tests.waiting import wait_until

from .heavy_others import CREATE_POST, ME, NO_THREAD, Memory, Person, Times, asking, before, code_of
from .heavy_stores import Part, Stores, stores_of
from .servers import VAR

# A smaller one makes everything smaller.
FOLLOWERS = int(os.environ.get("FOLLOWERS", "1_000_000"))
LIKES, COMMENTS = FOLLOWERS // 5, FOLLOWERS // 20
NOTIFICATIONS = FOLLOWERS * 3 // 10
POSTS = FOLLOWERS // 20
BACKLOG = FOLLOWERS // 50
SIGN_INS = 16
OTHERS = 4
# Of each piece of bytes on the slow wire, in both directions.
DELAY = 0.275
LOGIN = """mutation ($username: String!, $password: String!) {
  login(username: $username, password: $password) { token } }"""
MARK_ALL = "mutation { markAllNotificationsRead { count } }"
LAST = "SELECT max(id) FROM core_journalentry"
POSTED = """
    SELECT coalesce(max(extract(epoch FROM applied_at - recorded_at)), 0) * 1000
    FROM core_journalentry WHERE kind = 'posted' AND id > %s AND applied_at IS NOT NULL
"""
_FANS = "SELECT id FROM core_user WHERE username LIKE 'fan%%' ORDER BY id LIMIT %s"
WAIT = 1_800.0


def star(network: Network, stores: Stores) -> Iterator[tuple[str, str]]:
    """Somebody with very many followers leaves while others write."""
    leaves, others = Person(network, "star"), [Person(network, f"other{n}") for n in range(OTHERS)]
    stores.add_followers(uid_of(stores, leaves), fans(stores, FOLLOWERS))
    yield "createPost of others before", str(before(others, CREATE_POST))
    last = stores.number(LAST)
    with (
        Memory(network.processes("Neo4j")).watched() as memory,
        asking(others, CREATE_POST) as times,
    ):
        seconds, _ = sure(leaves, DELETE_ACCOUNT, password=PASSWORD)
        began = time.monotonic()
        wait_until(lambda: _is_gone(stores, "user_deleted", last), WAIT, every=0.5)
        took = time.monotonic() - began
    yield "deleteAccount", f"{seconds:.2f} s"
    yield "createPost of others meanwhile", str(times)
    yield "a post of others in the graph at the latest after", f"{stores.number(POSTED, last)} ms"
    yield f"all {FOLLOWERS:,} follows gone after", f"{took:.0f} s"
    yield "Neo4j, most memory", str(memory)


def pairs(network: Network, stores: Stores) -> Iterator[tuple[str, str]]:
    """Whom posts reach: the most pairs of a statement, among people with many edges."""
    from core.realtime.new_posts import MAX_PAIRS
    from graph.connection.client import read_long
    from graph.traversals.audience import AUDIENCE

    times = Times()
    people = fans(stores, 2_000)
    for center in people[:100]:
        stores.add_followers(center, people[100:])
    for authors in (100, 1_000, 10):
        readers = MAX_PAIRS // authors
        for turn in range(5):
            first = turn * 50
            began = time.perf_counter()
            read_long(AUDIENCE, authors=people[:authors], readers=people[first : first + readers])
            times.seconds.append(time.perf_counter() - began)
    yield f"a statement of {MAX_PAIRS:,} pairs", str(times)


def slow_wire(network: Network, stores: Stores) -> Iterator[tuple[str, str]]:
    """A relay that is far from Neo4j works off a backlog while others write."""
    others = [Person(network, f"writer{n}") for n in range(OTHERS)]
    [post] = stores.add_posts(uid_of(stores, others[0]), 1)
    yield "createPost before", str(before(others, CREATE_POST))
    neo4j = urlsplit(network.neo4j_url)
    with (
        wire_to("127.0.0.1", neo4j.port or 0) as wire,
        network.frozen("relay"),
        wire.delayed(DELAY),
    ):
        far = neo4j._replace(
            scheme="bolt", netloc=f"{neo4j.username}:{neo4j.password}@127.0.0.1:{wire.port}"
        )
        with relay_process(**{**network.stores, "NEO4J_URL": far.geturl()}):
            stores.add_backlog(post, fans(stores, BACKLOG))
            with asking(others, CREATE_POST) as times:
                wait_until(lambda: stores.waiting() < BACKLOG * 9 // 10, WAIT, every=0.5)
            left = stores.waiting()
    yield f"createPost, {2 * DELAY:.2f} s between relay and Neo4j", str(times)
    yield "of the backlog left then", f"{left:,} of {BACKLOG:,}"
    wait_until(lambda: not stores.waiting(), WAIT, every=0.5)


def sign_ins(network: Network, stores: Stores) -> Iterator[tuple[str, str]]:
    """Many sign in at once, again and again, while others read."""
    others = [Person(network, f"reader{n}") for n in range(OTHERS)]
    crowd = [Person(network, f"crowd{n}") for n in range(SIGN_INS)]
    yield "{ me } of others before", str(before(others, ME))
    until = time.monotonic() + 20.0

    def sign_in(person: Person) -> list[str]:
        codes = []
        while time.monotonic() < until:
            _, answer = person.ask(LOGIN, username=person.name, password=PASSWORD)
            codes.append(code_of(answer) or "signed in")
        return codes

    with asking(others, ME) as times, ThreadPoolExecutor(SIGN_INS) as threads:
        codes = [code for each in threads.map(sign_in, crowd) for code in each]
    yield f"{{ me }} of others during {SIGN_INS} sign-ins at once", str(times)
    yield "of those", ", ".join(f"{code} {codes.count(code)}" for code in sorted({*codes}))


def notifications(network: Network, stores: Stores) -> Iterator[tuple[str, str]]:
    """Somebody marks very many notifications as read."""
    reads, others = Person(network, "recipient"), [Person(network, "bystander")]
    stores.notify(uid_of(stores, reads), fans(stores, NOTIFICATIONS))
    stores.settle()
    workers = network.processes(WEB_WORKER)
    yield "{ me } of others before", str(before(others, ME))
    with Memory(workers).watched() as memory, asking(others, ME) as times:
        seconds, answer = sure(reads, MARK_ALL)
    count = answer["data"]["markAllNotificationsRead"]["count"]
    yield f"markAllNotificationsRead of {count:,}", f"{seconds:.1f} s"
    yield "{ me } of others meanwhile", str(times)
    yield "web processes, most memory", str(memory)


def account(network: Network, stores: Stores) -> Iterator[tuple[str, str]]:
    """Somebody with very many posts leaves while others read and write."""
    leaves, others = (
        Person(network, "author"),
        [Person(network, f"guest{n}") for n in range(OTHERS)],
    )
    stores.add_posts(uid_of(stores, leaves), POSTS)
    stores.settle()
    yield "{ me } of others before", str(before(others[:2], ME))
    yield "createPost of others before", str(before(others[2:], CREATE_POST))
    with asking(others[:2], ME) as reads, asking(others[2:], CREATE_POST) as writes:
        seconds, _ = sure(leaves, DELETE_ACCOUNT, password=PASSWORD)
        began = time.monotonic()
        wait_until(lambda: _no_jobs(stores), WAIT, every=0.5)
        took = time.monotonic() - began
    yield "deleteAccount", f"{seconds:.2f} s"
    yield "{ me } of others meanwhile", str(reads)
    yield "createPost of others meanwhile", str(writes)
    yield f"all {POSTS:,} posts gone after", f"{took:.0f} s"
    wait_until(lambda: not stores.waiting(), WAIT, every=0.5)


def post(network: Network, stores: Stores) -> Iterator[tuple[str, str]]:
    """Somebody deletes a post that very many like and comment on."""
    writes, others = (
        Person(network, "poet"),
        [Person(network, f"visitor{n}") for n in range(OTHERS)],
    )
    _, answer = sure(writes, CREATE_POST)
    key = answer["data"]["createPost"]["post"]["id"]
    pid = stores.number("SELECT id FROM core_post WHERE author_id = %s", uid_of(stores, writes))
    stores.add_likes(pid, fans(stores, LIKES))
    stores.add_comments(pid, fans(stores, COMMENTS))
    stores.settle()
    last = stores.number(LAST)
    yield "createPost of others before", str(before(others, CREATE_POST))
    with (
        asking(others, CREATE_POST) as times,
        Memory(network.processes(WEB_WORKER)).watched() as memory,
    ):
        seconds, _ = sure(writes, DELETE_POST, id=key)
        began = time.monotonic()
        _, seen = sure(writes, "query ($id: ID!) { post(id: $id) { id } }", id=key)
        assert seen["data"] == {"post": None}
        wait_until(lambda: _no_jobs(stores), WAIT, every=0.2)
        rows = time.monotonic() - began
        wait_until(lambda: _is_gone(stores, "post_deleted", last), WAIT, every=0.2)
        edges = time.monotonic() - began
    yield f"deletePost, {LIKES:,} likes and {COMMENTS:,} comments", f"{seconds:.2f} s"
    yield "createPost of others meanwhile", str(times)
    yield "all rows gone after; all edges", f"{rows:.0f} s; {edges:.0f} s"
    yield "web processes, most memory", str(memory)


PARTS: dict[str, Part] = {
    "sign_ins": sign_ins,
    "slow_wire": slow_wire,
    "pairs": pairs,
    "post": post,
    "account": account,
    "notifications": notifications,
    "star": star,
}


def fans(stores: Stores, count: int) -> list[int]:
    """Return so many users without content; they are added when they are first needed."""
    found = [uid for (uid,) in stores.ask(_FANS, count)]
    return found + (stores.add_people(count - len(found)) if len(found) < count else [])


def uid_of(stores: Stores, person: Person) -> int:
    """Return the number of somebody's row."""
    return stores.number("SELECT id FROM core_user WHERE username = %s", person.name)


def sure(person: Person, query: str, **variables: Any) -> tuple[float, dict[str, Any]]:
    """Return the seconds and the answer of an operation, again while no thread is free for it."""
    while True:
        seconds, answer = person.ask(query, **variables)
        if code_of(answer) != NO_THREAD:
            assert "errors" not in answer, answer
            return seconds, answer


def _is_gone(stores: Stores, kind: str, last: int) -> bool:
    applied = (
        "SELECT count(*) FROM core_journalentry WHERE kind = %s AND id > %s AND applied_at > at"
    )
    return stores.number(applied, kind, last) > 0


def _no_jobs(stores: Stores) -> bool:
    return not stores.number(
        "SELECT count(*) FROM procrastinate_jobs WHERE queue_name = 'deletion'"
    )


def main() -> None:
    """Run the parts, one after the other, in one network."""
    folder = VAR / "bench-heavy"
    shutil.rmtree(folder, ignore_errors=True)
    network = Network(folder, {"LOG_LEVEL": "WARNING"})
    os.environ.update(network.stores)
    console = Console(width=120)
    network.start()
    try:
        django.setup()
        with stores_of(network) as stores:
            for name in os.environ.get("PARTS", ",".join(PARTS)).split(","):
                table = Table("what", "figure", title=name)
                for row in PARTS[name](network, stores):
                    table.add_row(*row)
                console.print(table)
    finally:
        network.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
