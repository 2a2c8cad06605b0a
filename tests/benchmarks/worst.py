"""`make bench-worst`: look for the allowed operation that takes longest, in the network of `bench`.

It begins with each weighed field alone, as often as the cost allows, and with operations made at
random; then it changes the slowest a little, again and again, and keeps what became slower. At the
end it shows the slowest with what they take, and how well the cost predicted it.
"""

import os
from random import Random

from rich.console import Console

from .network import Network
from .program import run
from .servers import Bench

SEED = 7
AT_RANDOM = 150
CHANGES = int(os.environ.get("CHANGES", "400"))
SHOWN = 8


def _search(bench: Bench, console: Console) -> None:
    from graph.connection.warmup import warm_up

    from .weighing import Search, by_hand, hardest_values, notify_the_famous
    from .worst_report import report

    warm_up()
    notify_the_famous(console)
    values = hardest_values(bench.network)
    search = Search(values, Random(SEED))
    for part, owners in by_hand(values):
        search.try_filled(part, owners)
    search.at_random(AT_RANDOM)
    search.climb(CHANGES)
    report(search, bench, console, SHOWN)


if __name__ == "__main__":
    run("bench", Network(), _search, width=150)
