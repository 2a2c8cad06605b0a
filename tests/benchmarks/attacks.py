"""`make bench-attacks`: what attacks are told, and what they cost: tests/hostile/ATTACKS.md.

Each is sent over HTTP to a server of one worker that does nothing else, in the network of `bench`.
"""

import sys
from pathlib import Path

import django
from rich.console import Console

from core.engines.clone import AlreadyRunning

from .feed import open_network
from .network import Network
from .servers import ROOT, Bench, prepared

REPORT = ROOT / "tests" / "hostile" / "ATTACKS.md"
# Tries and pictures would be used up long before the end.
UNLIMITED = {
    f"RATE_{name}": "off"
    for name in ("LOGIN_ACCOUNT", "LOGIN_ADDRESS", "EDITS", "PICTURES", "REFRESH_ADDRESS")
}


def main() -> None:
    """Load if needed, attack, write."""
    console = Console()
    with prepared("bench", Network()) as bench:
        django.setup()
        open_network(bench, console)
        _attack(bench, REPORT)
    console.print(f"See {REPORT.relative_to(ROOT)}.")


# What imports models is imported once Django knows its settings.
def _attack(bench: Bench, report: Path) -> None:
    from graph.warmup import warm_up

    from .attack_report import attack_report
    from .attacker import Attacker
    from .weighing import viewers
    from .worker import one_worker

    warm_up()
    with one_worker(bench, **UNLIMITED) as worker:
        report.write_text(attack_report(worker, Attacker(bench.url, viewers()[1])))


if __name__ == "__main__":
    try:
        main()
    except AlreadyRunning as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit("Stopped.")
