"""`make bench`: load a big network, then measure the service beside its peers over HTTP.

Everybody answers the design's feed query with the same content, from the same network, by two
processes. The service has the settings of production.
"""

import argparse
import json
import os
import sys
from pathlib import Path
from typing import NamedTuple

from rich.console import Console

from .network import FULL_SIZE, Network, Size
from .program import run
from .servers import Bench


class Options(NamedTuple):
    """What the command line says."""

    scale: float
    json: Path | None
    compare: bool
    store: bool


def options() -> Options:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0, help="people and posts, times this")
    parser.add_argument("--json", type=Path, help="write all figures and ratios to this file")
    parser.add_argument(
        "--compare", action="store_true", help="exit 1 where a ratio is worse than the stored one"
    )
    parser.add_argument("--store", action="store_true", help="store the ratios")
    return Options(**vars(parser.parse_args()))


def scaled(scale: float) -> tuple[str, Network]:
    """Return the folder's name and the network, so many times as large."""
    if scale == 1:
        return "bench", Network()
    return f"bench-{scale:g}x", Network(Size(*(round(each * scale) for each in FULL_SIZE)))


def main() -> None:
    """Load if needed, measure, print; exit 1 where a ratio became worse."""
    chosen = options()
    lines: list[str] = []

    def measure(bench: Bench, console: Console) -> None:
        from .baseline import ratios, read_stored, worse, write_stored
        from .feed_run import measure_all

        figures = measure_all(bench, console)
        load = os.getloadavg()[0]
        console.print(f"The machine has {os.cpu_count()} processors; its load is {load:.1f}.")
        found = ratios(figures)
        if chosen.json:
            whole = {"size": bench.network.size._asdict(), "figures": figures.as_json()}
            chosen.json.write_text(json.dumps({**whole, "ratios": found}, indent=2) + "\n")
        if chosen.compare:
            lines.extend(worse(found, read_stored()))
        if chosen.store:
            write_stored(found)

    run(*scaled(chosen.scale), measure, width=150)
    if lines:
        sys.exit("\n".join(["Worse than the baseline:", *lines]))


if __name__ == "__main__":
    main()
