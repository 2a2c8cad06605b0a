"""`make bench-live`: what 500 subscribers cost queries and memory, and how soon they are told.

The server is the one of `make run` (gunicorn, 2 workers of 4 threads) with the settings of
production. Queries are timed with and without subscribers in one run, turn by turn.
"""

import sys

import django
from rich.console import Console

from core.engines.clone import AlreadyRunning

from .feed import open_network
from .network import Network, Size
from .servers import prepared

SMALL = Size(people=5_000, follows=100_000, posts=50_000, likes=100_000, comments=50_000)


def main() -> None:
    """Load if needed, serve, measure, print."""
    console = Console()
    with prepared("bench-live", Network(SMALL)) as bench:
        django.setup()
        open_network(bench, console)
        # What imports models is imported once Django knows its settings.
        from .live_measuring import measure

        bench.web.begin()
        bench.web.wait()
        measure(bench, console)


if __name__ == "__main__":
    try:
        main()
    except AlreadyRunning as error:
        sys.exit(str(error))
