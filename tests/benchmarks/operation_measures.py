"""What every operation of the service takes: times, processor time, statements."""

import json
import statistics
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from functools import partial
from itertools import cycle
from typing import NamedTuple

from django.db import connection
from django.test import Client as LocalClient

from graph.connection.client import recorded_statements

from .client import Answer, Client, Request, graphql
from .feed_measures import ATTEMPTS, cpu_of
from .network import Network
from .peers.contender import Contender
from .percentiles import Percentiles, percentiles
from .service_operations import Operation, reads, writes
from .statement_log import StatementLog
from .viewers import random_viewers

# For each read; Java compiles a statement of Neo4j when it has run many times.
WARM_UP_SECONDS = 2.0
# For all writes together: until then Java compiles, which took more than a write itself.
WARM_UP_SECONDS_OF_WRITES = 60.0
# Of how many requests the statements are counted, over HTTP and in this process.
SERVED, HERE = 5, 3
# Likes of the viewers' posts, which the loaded network tells nobody of.
NOTIFY = """
INSERT INTO core_notification (recipient_id, actor_id, kind, post_id)
SELECT post.author_id, liked.user_id, 'like', post.id
FROM core_post AS post JOIN peers.liked ON liked.post_id = post.id
WHERE post.author_id = ANY(%s) AND liked.user_id <> post.author_id
ON CONFLICT DO NOTHING
"""


class Taken(NamedTuple):
    """Milliseconds of an answered request, and its processor time by process.

    `failed` requests missed a deadline; their processor time is counted.
    """

    times: Percentiles
    processor: Mapping[str, float]
    failed: int


class Counted(NamedTuple):
    """Statements of a request; `control` of the SQL statements only begin or end transactions."""

    sql: int
    control: int
    cypher: int


def prepare(network: Network) -> None:
    """Give the viewers notifications, once, and every user the whole of their rate limits."""
    _restore_limits()
    with connection.cursor() as cursor:
        cursor.execute(NOTIFY, [random_viewers(network)])
        if cursor.rowcount:
            cursor.execute("VACUUM (ANALYZE) core_notification")


def measured(
    service: Contender, network: Network, stores: Mapping[str, int]
) -> Iterator[tuple[str, Taken]]:
    """Measure every operation, by one client."""
    with closing(Client(service.port)) as client:
        for operation in reads(network):
            _warm_up(client, operation)
            yield operation.name, _take(client, service, operation, stores)
        changes = list(writes(network))
        _warm_up_writes(client, changes)
        for operation in changes:
            yield operation.name, _take(client, service, operation, stores)


def _warm_up(client: Client, operation: Operation) -> None:
    until = time.perf_counter() + WARM_UP_SECONDS
    for request in cycle(operation.requests):
        client.ask(request)  # whatever comes back: what is cold may miss a deadline
        if time.perf_counter() > until:
            return


def _warm_up_writes(client: Client, changes: Sequence[Operation]) -> None:
    """Make them again and again: together they leave nothing behind."""
    until = time.perf_counter() + WARM_UP_SECONDS_OF_WRITES
    while time.perf_counter() < until:
        for operation in changes:
            answers = [client.ask(request) for request in operation.requests]
            _undo(client, operation, list(zip(operation.requests, answers, strict=True)))
        _restore_limits()


def _restore_limits() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE core_allowance")


def _take(
    client: Client, service: Contender, operation: Operation, stores: Mapping[str, int]
) -> Taken:
    answers: list[Answer] = []

    def work() -> None:
        answers.extend(client.ask(request) for request in operation.requests)

    spent = cpu_of(service, stores, work)
    _undo(client, operation, list(zip(operation.requests, answers, strict=True)))
    good = [answer for answer in answers if _is_good(answer)]
    if not good:
        _checked(operation, answers[0])
    return Taken(
        percentiles([answer.seconds * 1_000 for answer in good]),
        {name: milliseconds / len(answers) for name, milliseconds in spent.items()},
        failed=len(answers) - len(good),
    )


def counted(
    service: Contender, network: Network, log: StatementLog
) -> Iterator[tuple[str, Counted]]:
    """Count the statements of every operation: SQL from the log, Cypher in this process.

    Of several requests the median, as a thread's first one also opens its connection.
    """
    with closing(Client(service.port)) as client:
        operations = [*reads(network), *writes(network)]
        log.wait_for(partial(client.ask, operations[0].requests[0]))
        for operation in operations:
            yield operation.name, _count(client, operation, log)


def _count(client: Client, operation: Operation, log: StatementLog) -> Counted:
    answered: list[tuple[Request, Answer]] = []
    served, here = operation.requests[:SERVED], operation.requests[SERVED : SERVED + HERE]

    def work(request: Request) -> None:
        answered.append((request, client.ask(request)))

    logged = [log.of(partial(work, request)) for request in served]
    cypher = []
    for request in here:
        with recorded_statements() as statements:
            answered.append((request, _ask_here(request)))
        cypher.append(len(statements))
    _undo(client, operation, answered)
    return Counted(
        sql=round(statistics.median(each.sql for each in logged)),
        control=round(statistics.median(each.control for each in logged)),
        cypher=round(statistics.median(cypher)),
    )


def _undo(client: Client, operation: Operation, answered: Sequence[tuple[Request, Answer]]) -> None:
    """Delete what the answers say was made."""
    if operation.undo:
        for request, answer in filter(lambda each: _is_good(each[1]), answered):
            [payload] = json.loads(answer.body)["data"].values()
            [made] = payload.values()
            _ask(client, operation, graphql(request.token, operation.undo, {"id": made["id"]}))


def _ask(client: Client, operation: Operation, request: Request) -> Answer:
    for _ in range(ATTEMPTS - 1):
        answer = client.ask(request)
        if _is_good(answer):
            return answer
    return _checked(operation, client.ask(request))


def _ask_here(request: Request) -> Answer:
    response = LocalClient(SERVER_NAME="127.0.0.1").post(
        request.path,
        request.body,
        content_type="application/json",
        headers={"Authorization": f"Bearer {request.token}"},
    )
    return Answer(response.status_code, response.content, 0.0)


def _checked(operation: Operation, answer: Answer) -> Answer:
    """Raise RuntimeError for an answer with errors."""
    if not _is_good(answer):
        raise RuntimeError(f"{operation.name}: {answer.status} {answer.body[:300]!r}")
    return answer


def _is_good(answer: Answer) -> bool:
    return answer.status == 200 and b'"errors":[' not in answer.body
