"""`make bench-blocks`: what a viewer's blocks cost them, beside viewers who block nobody.

The server is the one of `make run`, with the settings of production. The same viewers are asked by
turns, and the least loaded turn of each counts.
"""

from rich.console import Console

from .network import Network
from .program import run
from .servers import Bench


def _measure(bench: Bench, console: Console) -> None:
    from .blocks_measuring import measure

    bench.web.begin()
    bench.web.wait()
    measure(bench, console)


if __name__ == "__main__":
    run("bench", Network(), _measure)
