"""What the service holds after a run: memory of its workers, and connections to PostgreSQL."""

from typing import NamedTuple

import psutil
from django.db import connection

from .peers.contender import Contender

CONNECTIONS = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'"


class Footprint(NamedTuple):
    """Megabytes that each worker has for itself; how many connections are open."""

    private_megabytes: list[float]
    connections: int


def footprint_at_stop(service: Contender) -> Footprint:
    """Stop the service; what it held until then. Its connections are those that end with it."""
    program, open_ = service.program, _connections()
    assert program.process.pid is not None
    # Above the workers are the reloader and gunicorn's master.
    tree = psutil.Process(program.process.pid).children(recursive=True)
    workers = [process for process in tree if not process.children()]
    megabytes = [round(each.memory_full_info().uss / 1e6, 1) for each in workers]
    program.stop()
    return Footprint(megabytes, open_ - _connections())


def _connections() -> int:
    with connection.cursor() as cursor:
        cursor.execute(CONNECTIONS)
        [number] = cursor.fetchone()
    return int(number)
