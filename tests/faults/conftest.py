"""One network for all tests of faults, and the figures of a full run."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from .form import FULL
from .network import ROOT, Network, running
from .report import Report


@pytest.fixture(scope="package")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Network]:
    """Every server and program of the project, with durable stores that are empty."""
    with running(tmp_path_factory.mktemp("network") / "var") as network:
        yield network


@pytest.fixture(scope="package")
def report(request: pytest.FixtureRequest) -> Iterator[Report]:
    """Takes figures; a full run ends with a table of them on the screen and in var/faults.md."""
    report = Report()
    yield report
    if FULL:
        report.write(Path(ROOT / "var" / "faults.md"))
        terminal = request.config.pluginmanager.get_plugin("terminalreporter")
        assert terminal is not None
        terminal.write(f"\n\n{report.table()}\n")
