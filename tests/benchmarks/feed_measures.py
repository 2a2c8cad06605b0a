"""The feed of all contenders side by side: the same content, times, processor time, throughput."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from itertools import cycle, islice

from .client import Client, Request
from .cpu import Cpu
from .peers.contender import Contender, FeedPost, is_feed, posts_in
from .percentiles import Percentiles, percentiles

# Requests of one contender, in one table's cell.
SAMPLES = 300
CPU_ROUNDS = 3
CPU_REQUESTS = 50
CLIENTS = (1, 4, 16)
SECONDS = 2.0
THROUGHPUT_ROUNDS = 3
WARM_UP_SECONDS = 30.0
# On a busy machine a request may miss its deadline: so much has to be answered, and an answer whose
# content is compared is asked for so many times.
ANSWERED = 0.95
ATTEMPTS = 3

Requests = Mapping[str, Sequence[Request]]
"""For each contender, by name, the requests of the same viewers in the same order."""


def requests_of(contenders: Sequence[Contender], viewers: Sequence[int]) -> Requests:
    """Return what each contender is asked; made before the clock runs."""
    return {each.name: [each.request(viewer) for viewer in viewers] for each in contenders}


def compare(contenders: Sequence[Contender], requests: Requests) -> None:
    """Raise RuntimeError unless everybody answers every viewer with the same content."""
    with _clients(contenders) as clients:
        first, *others = contenders
        for place, request in enumerate(requests[first.name]):
            expected = _posts(first, clients[first.name], request)
            if not expected:
                raise RuntimeError(f"The feed of viewer {place} is empty.")
            for other in others:
                found = _posts(other, clients[other.name], requests[other.name][place])
                if found != expected:
                    raise RuntimeError(
                        f"{other.name} answers viewer {place} with\n{found[:2]}\nand "
                        f"{first.name} with\n{expected[:2]}"
                    )


def warm_up(contenders: Sequence[Contender], requests: Requests) -> None:
    """Keep everybody busy for a while, one contender after the other."""
    for each in contenders:
        _throughput(each, requests[each.name], 4, WARM_UP_SECONDS / len(contenders))


def latencies(contenders: Sequence[Contender], requests: Requests) -> dict[str, Percentiles]:
    """Return milliseconds: each viewer asks everybody in turn, so that all share the noise."""
    times: dict[str, list[float]] = {each.name: [] for each in contenders}
    viewers = len(requests[contenders[0].name])
    with _clients(contenders) as clients:
        for turn, place in enumerate(islice(cycle(range(viewers)), SAMPLES)):
            first = turn % len(contenders)
            for each in (*contenders[first:], *contenders[:first]):
                answer = clients[each.name].ask(requests[each.name][place])
                if is_feed(answer):
                    times[each.name].append(answer.seconds * 1_000)
    for name, measured in times.items():
        if len(measured) < SAMPLES * ANSWERED:
            raise RuntimeError(f"{name} answered {len(measured)} of {SAMPLES} requests.")
    return {name: percentiles(each) for name, each in times.items()}


def processor_times(
    contenders: Sequence[Contender], requests: Requests, stores: Mapping[str, int]
) -> dict[str, dict[str, float]]:
    """Return milliseconds a request for the web processes and each store; in turns, as before."""
    taken: dict[str, dict[str, float]] = {each.name: {} for each in contenders}
    with _clients(contenders) as clients:
        for _ in range(CPU_ROUNDS):
            for each in contenders:
                asked = list(islice(cycle(requests[each.name]), CPU_REQUESTS))
                spent = cpu_of(each, stores, partial(_ask_all, clients[each.name], asked))
                for name, milliseconds in spent.items():
                    sum_ = taken[each.name].get(name, 0.0)
                    taken[each.name][name] = sum_ + milliseconds / CPU_ROUNDS / CPU_REQUESTS
    return taken


def cpu_of(
    contender: Contender, stores: Mapping[str, int], work: Callable[[], object]
) -> dict[str, float]:
    """Return the milliseconds that the contender and the stores take for the work."""
    pid = contender.program.process.pid
    if pid is None:
        raise RuntimeError(f"{contender.name} has ended.\n{contender.program.process.tail()}")
    cpu = Cpu({"web": pid, **stores, **contender.stores})
    work()
    return cpu.milliseconds()


def throughputs(contenders: Sequence[Contender], requests: Requests) -> dict[int, dict[str, float]]:
    """Return requests a second, by the number of clients that ask without a pause."""
    rates: dict[int, dict[str, float]] = {}
    for clients in CLIENTS:
        answered = dict.fromkeys((each.name for each in contenders), 0)
        for _ in range(THROUGHPUT_ROUNDS):
            for each in contenders:
                answered[each.name] += _throughput(each, requests[each.name], clients, SECONDS)
        whole = THROUGHPUT_ROUNDS * SECONDS
        rates[clients] = {name: count / whole for name, count in answered.items()}
    return rates


def _throughput(
    contender: Contender, requests: Sequence[Request], clients: int, seconds: float
) -> int:
    """Return how many requests were answered with a feed in so many seconds."""
    until = time.perf_counter() + seconds

    def work(number: int) -> int:
        client, answered = Client(contender.port), 0
        start = number % len(requests)
        share = cycle([*requests[start:], *requests[:start]])
        try:
            while time.perf_counter() < until:
                answered += is_feed(client.ask(next(share)))
        finally:
            client.close()
        return answered

    with ThreadPoolExecutor(clients) as threads:
        return sum(threads.map(work, range(0, 7 * clients, 7)))


def _ask_all(client: Client, requests: Sequence[Request]) -> None:
    for request in requests:
        client.ask(request)


def _posts(contender: Contender, client: Client, request: Request) -> list[FeedPost]:
    for _ in range(ATTEMPTS - 1):
        answer = client.ask(request)
        if is_feed(answer):
            return posts_in(answer)
    try:
        return posts_in(client.ask(request))
    except ValueError as error:
        raise RuntimeError(f"{contender.name}: {error}") from error


@contextmanager
def _clients(contenders: Sequence[Contender]) -> Iterator[dict[str, Client]]:
    with ExitStack() as stack:
        clients = {each.name: Client(each.port) for each in contenders}
        for client in clients.values():
            stack.callback(client.close)
        yield clients
