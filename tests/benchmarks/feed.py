"""`make bench`: load a big network, then time the design's feed query over HTTP.

The same JSON is asked for twice: from GraphQL, and from a view that makes it by hand. The server is
the one of `make run` (gunicorn, 2 workers of 4 threads) with the settings of production.
"""

from rich.console import Console

from .network import Network
from .program import run
from .servers import Bench


def _measure(bench: Bench, console: Console) -> None:
    """Serve, time, print."""
    from graph.connection.warmup import warm_up

    from .measuring import measure, statements_table
    from .people import signed_in_people

    people = signed_in_people(bench.network)
    bench.web.begin()
    warm_up()
    bench.web.wait()
    measure(bench, people, console)
    console.print(statements_table(people))


if __name__ == "__main__":
    run("bench", Network(), _measure)
