"""`make bench-attacks`: responses to attacks and their cost: tests/hostile/ATTACKS.md.

ON says where: `run` is `make run`, `production` the compose file; on each, holes that there once
were are tried beside somebody else's requests. In the `network` of `bench` each attack is sent over
HTTP to a server of one worker that does nothing else.
"""

import sys

from rich.console import Console

from .holes.make_run import make_run
from .holes.production import production
from .holes.report import holes_report
from .network import Network
from .program import run
from .sections import write_section
from .servers import Bench

SITES = {"run": make_run, "production": production}
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
        write_section("network", attack_report(worker, Attacker(bench.url, viewers()[1])))
    console.print("See tests/hostile/ATTACKS.md.")


def main(names: list[str]) -> None:
    """Attack there, one after the other, the big network last."""
    for name in names:
        if name in SITES:
            with SITES[name]() as site:
                write_section(name, holes_report(site, lambda text: print(text, flush=True)))
        elif name != "network":
            sys.exit(f"There is no {name}; there are network, {', '.join(SITES)}.")
    if "network" in names:
        run("bench", Network(), _attack)


if __name__ == "__main__":
    main(sys.argv[1:])
