"""`make bench`: load a big network, then time the design's feed query over HTTP.

The same JSON is asked for twice: from GraphQL, and from a view that makes it by hand. The server is
the one of `make run` (gunicorn, 2 workers of 4 threads) with the settings of production.
"""

import sys

import django
from rich.console import Console

from core.engines.clone import AlreadyRunning

from .network import Network
from .servers import Bench, is_loaded, prepared


def main() -> None:
    """Load if needed, serve, measure, print."""
    console = Console()
    with prepared("bench", Network()) as bench:
        django.setup()
        open_network(bench, console)
        _measure(bench, console)


# What imports models is imported once Django knows its settings.
def open_network(bench: Bench, console: Console) -> None:
    """Have both engines up with the whole network in them."""
    from .loading import load, reopen

    if is_loaded(bench):
        console.print("The network is loaded already.")
        reopen(bench)
    else:
        load(bench, console)


def _measure(bench: Bench, console: Console) -> None:
    from graph.warmup import warm_up

    from .measuring import measure, statements_table
    from .people import signed_in_people

    people = signed_in_people(bench.network)
    bench.web.begin()
    warm_up()
    bench.web.wait()
    measure(bench, people, console)
    console.print(statements_table(people))


if __name__ == "__main__":
    try:
        main()
    except AlreadyRunning as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit("Stopped. A load that was interrupted starts anew next time.")
