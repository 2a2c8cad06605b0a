"""What every benchmark is: engines, the network in them, and then what it measures."""

import sys
from collections.abc import Callable

import django
from rich.console import Console

from core.dev.engines.workspace import AlreadyRunning

from .network import Network
from .servers import Bench, is_loaded, prepared

Measure = Callable[[Bench, Console], None]


def run(name: str, network: Network, measure: Measure, *, width: int | None = None) -> None:
    """Load if needed, then measure; ends the process where it cannot, or is interrupted.

    `measure` imports what imports models: Django knows its settings by then.
    """
    console = Console(width=width)
    try:
        with prepared(name, network) as bench:
            django.setup()
            _open(bench, console)
            measure(bench, console)
    except AlreadyRunning as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit("Stopped. A load that was interrupted starts again next time.")


def _open(bench: Bench, console: Console) -> None:
    """Have both engines up with the whole network in them."""
    from .loading import load, reopen

    if is_loaded(bench):
        console.print("The network is loaded already.")
        reopen(bench)
    else:
        load(bench, console)
