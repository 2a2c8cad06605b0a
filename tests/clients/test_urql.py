"""`@urql/core`, which uploads by itself, with the exchanges of its normalized cache and of auth."""

from pathlib import Path

import pytest

from core.dev.engines.node import run_node
from tests.journeys.server import Service

from .journey import live_through

HERE = Path(__file__).parent


@pytest.mark.usefixtures("node_packages")
def test_urql(service: Service, tmp_path: Path, media: Path) -> None:
    def run(address: str, act: str, folder: Path) -> str:
        script = HERE / "with_urql" / "journey.mjs"
        return run_node(HERE, f"urql: {act}", script, address, act, str(folder))

    live_through(service, tmp_path, media, run)
