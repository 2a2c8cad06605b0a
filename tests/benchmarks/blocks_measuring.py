"""Reads of viewers who block nobody, some users, and very many."""

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from typing import NamedTuple

from django.db import connection
from rich.console import Console
from rich.table import Table

from core.dev.engines.processes import ChildProcess

from .client import Client
from .cpu import Cpu
from .percentiles import percentiles
from .servers import Bench
from .service_operations import Operation, reads
from .viewers import random_viewers

# How many users are hidden from a viewer.
HIDDEN = (0, 10, 10_000)
NAMES = (
    *("feed", "rich feed", "profile", "notifications", "suggestions(20)", "followers(50)"),
    "search of posts",
)
WARM_UPS, ROUNDS = 2, 3
# Whom a viewer does not follow and who does not follow them: what a block would cut is not there.
PAIRS = """
CREATE TEMP TABLE pair AS
SELECT viewer.id AS viewer, person.id AS person, place
FROM unnest(%(viewers)s::bigint[]) AS viewer(id)
CROSS JOIN LATERAL (
    SELECT id, row_number() OVER (ORDER BY id) AS place FROM core_user
    WHERE id > viewer.id %% 1000 AND id <> viewer.id AND NOT EXISTS (
        SELECT FROM core_journalentry
        WHERE (actor, target) IN ((viewer.id, core_user.id), (core_user.id, viewer.id))
    ) ORDER BY id LIMIT %(most)s
) AS person
"""
HIDE = """
SET session_replication_role = replica;
INSERT INTO core_block (viewer_id, person_id, is_own)
SELECT viewer, person, true FROM pair WHERE place <= %s;
RESET session_replication_role;
"""


class Taken(NamedTuple):
    """Milliseconds of the median request, and of processor time for each, all processes."""

    median: float
    processor: float


def measure(bench: Bench, console: Console) -> None:
    """Measure and print."""
    operations = [each for each in reads(bench.network) if each.name in NAMES]
    processes = {
        "web": _pid(bench.web.process),
        "PostgreSQL": _pid(bench.postgres.process),
        "Neo4j": _pid(bench.neo4j.process),
    }
    taken: dict[tuple[str, int], list[Taken]] = defaultdict(list)
    with connection.cursor() as cursor:
        viewers = random_viewers(bench.network)
        cursor.execute(PAIRS, {"viewers": viewers, "most": HIDDEN[-1]})
    with closing(Client(bench.port)) as client:
        for hidden in HIDDEN[:-1] * WARM_UPS:  # what is cold may miss a deadline
            with _hidden(hidden):
                for operation in operations:
                    deque(map(client.ask, operation.requests), maxlen=0)
        for hidden in HIDDEN * ROUNDS:
            with _hidden(hidden):
                for operation in operations:
                    taken[operation.name, hidden].append(_take(client, operation, processes))
    console.print(_table({key: _least(each) for key, each in taken.items()}))


def _take(client: Client, operation: Operation, processes: Mapping[str, int]) -> Taken:
    cpu = Cpu(processes)
    answers = [client.ask(request) for request in operation.requests]
    spent = sum(cpu.milliseconds().values())
    for answer in answers:
        if answer.status != 200 or b'"errors":[' in answer.body:
            raise RuntimeError(f"{operation.name}: {answer.status} {answer.body[:300]!r}")
    times = percentiles([answer.seconds * 1_000 for answer in answers])
    return Taken(times.p50, spent / len(answers))


def _least(taken: Sequence[Taken]) -> Taken:
    return Taken(min(each.median for each in taken), min(each.processor for each in taken))


@contextmanager
def _hidden(hidden: int) -> Iterator[None]:
    """A block in which so many users are hidden from each viewer."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE core_block")
        cursor.execute(HIDE, [hidden])
        cursor.execute("VACUUM (ANALYZE) core_block")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE core_block")


def _table(taken: Mapping[tuple[str, int], Taken]) -> Table:
    table = Table("Read, median and processor time in ms")
    for hidden in HIDDEN:
        table.add_column(f"{hidden:,} hidden", justify="right")
    for name in NAMES:
        cells = [_cell(taken[name, 0], taken[name, hidden]) for hidden in HIDDEN]
        table.add_row(name, *cells)
    return table


def _cell(least: Taken, found: Taken) -> str:
    ratio = found.median / least.median
    return f"{found.median:.1f} · {found.processor:.1f}  ({ratio:.2f}×)"


def _pid(process: ChildProcess) -> int:
    if process.pid is None:
        raise RuntimeError(process.tail())
    return process.pid
