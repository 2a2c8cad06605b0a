"""`make bench-live`: the cost of 500 subscribers and the latency of their events.

The server is the one of `make run` (gunicorn, 2 workers of 4 threads) with the settings of
production. Queries are timed with and without subscribers in one run, turn by turn.
"""

from rich.console import Console

from .network import Network, Size
from .program import run
from .servers import Bench

SMALL = Size(people=5_000, follows=100_000, posts=50_000, likes=100_000, comments=50_000)


def _measure(bench: Bench, console: Console) -> None:
    from .live_measuring import measure

    bench.web.begin()
    bench.web.wait()
    measure(bench, console)


if __name__ == "__main__":
    run("bench-live", Network(SMALL), _measure)
