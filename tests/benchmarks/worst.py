"""`make bench-worst`: look for the allowed operation that takes longest, in the network of `bench`.

It begins with each weighed field alone, as often as the cost allows, and with operations made at
random; then it changes the slowest a little, again and again, and keeps what became slower. At the
end it shows the slowest with what they take, and how well the cost told it.
"""

import os
import sys
from random import Random

import django
from rich.console import Console

from core.engines.clone import AlreadyRunning

from .feed import open_network
from .network import Network
from .servers import Bench, prepared

SEED = 7
AT_RANDOM = 150
CHANGES = int(os.environ.get("CHANGES", "400"))
SHOWN = 8


def main() -> None:
    """Load if needed, search, print."""
    console = Console(width=150)
    with prepared("bench", Network()) as bench:
        django.setup()
        open_network(bench, console)
        _search(bench, console)


# What imports models is imported once Django knows its settings.
def _search(bench: Bench, console: Console) -> None:
    from graph.warmup import warm_up

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
    try:
        main()
    except AlreadyRunning as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit("Stopped.")
