"""`make bench-attacks`: responses to attacks and their cost: tests/hostile/ATTACKS.md.

Each is sent over HTTP to a server of one worker that does nothing else, in the network of `bench`.
"""

from rich.console import Console

from .network import Network
from .program import run
from .servers import ROOT, Bench

REPORT = ROOT / "tests" / "hostile" / "ATTACKS.md"
# The rate limits of attempts and pictures would be exceeded long before the end.
UNLIMITED = {
    f"RATE_{name}": "off"
    for name in ("LOGIN_ACCOUNT", "LOGIN_ADDRESS", "EDITS", "PICTURES", "REFRESH_ADDRESS")
}


def _attack(bench: Bench, console: Console) -> None:
    from graph.connection.warmup import warm_up

    from .attack_report import attack_report
    from .attacker import Attacker
    from .weighing import viewers
    from .worker import one_worker

    warm_up()
    with one_worker(bench, **UNLIMITED) as worker:
        REPORT.write_text(attack_report(worker, Attacker(bench.url, viewers()[1])))
    console.print(f"See {REPORT.relative_to(ROOT)}.")


if __name__ == "__main__":
    run("bench", Network(), _attack)
