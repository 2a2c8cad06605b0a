"""`gql`, by both of its transports."""

from pathlib import Path

import pytest

from tests.journeys.server import Service

from .environment import check_types, run_python
from .journey import live_through

SCRIPTS = Path(__file__).parent / "with_gql"


@pytest.mark.parametrize("transport", ["aiohttp", "requests"])
@pytest.mark.usefixtures("client_python")
def test_gql(service: Service, tmp_path: Path, media: Path, transport: str) -> None:
    def run(address: str, act: str, folder: Path) -> str:
        return run_python(SCRIPTS / "journey.py", address, act, folder, transport)

    live_through(service, tmp_path, media, run)


@pytest.mark.usefixtures("client_python")
def test_the_example_holds_to_the_types_of_gql() -> None:
    # gql leaves much of it open.
    relaxed = ("disallow_untyped_calls", "warn_return_any")
    check_types(SCRIPTS / "journey.py", *relaxed, of=("journey", "client"))
