"""Queries beside subscribers, and the latency from a write to its subscribers."""

import json
import os
import statistics
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection

import psutil
from rich.console import Console
from rich.table import Table

from api.auth.tokens import access_token
from api.relay.ids import to_global
from core.accounts.models import User
from core.posts.models import Post

from .client import FEED, Client, Request, graphql, side_by_side
from .servers import Bench
from .subscribers import Subscribers, subscribed

SUBSCRIBERS = 500
READERS = 100
CLIENTS = 4
TURNS = 3
ROUNDS = 3
WRITES = 100
WRITES_TO_ALL = 20
NOTIFIED = "subscription { notificationReceived { notification { kind actor { username } } } }"
POST = """
subscription ($id: ID!) {
  postUpdated(id: $id) { change comment { content author { username } } post { commentsCount } }
}"""
COMMENT = """
mutation ($post: ID!) { createComment(post: $post, content: "Oh.") { comment { id } } }"""


def measure(bench: Bench, console: Console) -> None:
    """Everything, in turns."""
    everybody = list(User.objects.order_by("pk")[: SUBSCRIBERS + READERS])
    subscribers, readers = everybody[:SUBSCRIBERS], everybody[SUBSCRIBERS:]
    feeds = [graphql(access_token(user), FEED) for user in readers]
    tokens = [access_token(user) for user in subscribers]
    side_by_side(CLIENTS, bench.port, feeds * 3, _times)

    def ask() -> list[float]:
        shares = side_by_side(CLIENTS, bench.port, feeds * ROUNDS, _times)
        return [seconds for share in shares for seconds in share]

    without: list[float] = []
    beside: list[float] = []
    grown: list[float] = []
    for _ in range(TURNS):
        without += ask()
        before = _memory(bench)
        with subscribed(bench.port, tokens, NOTIFIED):
            beside += ask()
            grown.append((_memory(bench) - before) / SUBSCRIBERS / 1024)
    post = Post.objects.filter(author=subscribers[0]).order_by("pk").first()
    assert post is not None
    writer = access_token(User.objects.order_by("-pk")[0])
    with subscribed(bench.port, tokens, NOTIFIED) as streams:
        _times_to(streams, 1, 5, lambda: _comment(bench.port, writer, post.pk))  # to warm it up
        one = _times_to(streams, 1, WRITES, lambda: _comment(bench.port, writer, post.pk))
    with subscribed(bench.port, tokens, POST, id=_gid(post.pk)) as streams:
        all_ = _times_to(
            streams, SUBSCRIBERS, WRITES_TO_ALL, lambda: _comment(bench.port, writer, post.pk)
        )
    with subscribed(bench.port, tokens, POST, id=_gid(post.pk)) as streams:
        during = _while_events_are_sent(streams, ask, lambda: _comment(bench.port, writer, post.pk))
    _print(console, without, beside, grown, one, all_, during)


def _times_to(
    streams: Subscribers, each: int, writes: int, write: Callable[[], None]
) -> list[float]:
    """Seconds from the beginning of each write, its own time included, to each event received."""
    times: list[float] = []
    for _ in range(writes):
        began = time.monotonic()
        write()
        times += [at - began for at in streams.times_of(each)]
    return times


def _while_events_are_sent(
    streams: Subscribers, ask: Callable[[], list[float]], write: Callable[[], None]
) -> list[float]:
    """Times of queries while events are sent to all subscribers."""
    with ThreadPoolExecutor(1) as threads:
        asking = threads.submit(ask)
        while not asking.done():
            write()
            streams.times_of(SUBSCRIBERS)
        return asking.result()


def _comment(port: int, token: str, post: int) -> None:
    client = HTTPConnection("127.0.0.1", port)
    body = json.dumps({"query": COMMENT, "variables": {"post": _gid(post)}})
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    client.request("POST", "/graphql/", body, headers)
    answer = json.loads(client.getresponse().read())
    client.close()
    if "errors" in answer:
        raise RuntimeError(str(answer))


def _gid(post: int) -> str:
    return to_global("Post", post)


def _memory(bench: Bench) -> int:
    """Bytes that the workers, and what starts them, have for themselves."""
    assert bench.web.process.pid is not None
    workers = psutil.Process(bench.web.process.pid).children(recursive=True)
    return sum(worker.memory_full_info().uss for worker in workers)


def _times(client: Client, requests: Sequence[Request]) -> list[float]:
    return [client.ask(request).seconds for request in requests]


def _print(
    console: Console,
    without: list[float],
    beside: list[float],
    grown: list[float],
    one: list[float],
    all_: list[float],
    during: list[float],
) -> None:
    table = Table(title="Milliseconds", title_justify="left")
    for name in ("what", "median", "p99", "ratio of medians", "of p99"):
        table.add_column(name, justify="left" if name == "what" else "right")
    base = _figures(without)
    for what, times in (
        (f"feed query, {CLIENTS} clients, nobody subscribed", without),
        (f"the same beside {SUBSCRIBERS} idle subscribers", beside),
        (f"the same while all {SUBSCRIBERS} receive one event after the other", during),
    ):
        found = _figures(times)
        ratios = [f"{mine / first:.2f}" for mine, first in zip(found, base, strict=True)]
        table.add_row(what, *(f"{each:.1f}" for each in found), *ratios)
    for what, times in (
        (f"from a write to the one of {SUBSCRIBERS} who receives it", one),
        (f"from a write to each of {SUBSCRIBERS} who receive it", all_),
    ):
        table.add_row(what, *(f"{each:.1f}" for each in _figures(times)), "", "")
    console.print(table)
    console.print(f"Memory a subscriber: {statistics.median(grown):.1f} kB.")
    console.print(
        f"The machine has {os.cpu_count()} processors; its load is {os.getloadavg()[0]:.1f}."
    )


def _figures(times: list[float]) -> tuple[float, float]:
    return statistics.median(times) * 1000, statistics.quantiles(times, n=100)[-1] * 1000
