"""A client that `ariadne-codegen` makes of the schema and the operations."""

from pathlib import Path

import pytest

from tests.journeys.server import Service

from .environment import check_types, run_python
from .journey import live_through

HERE = Path(__file__).parent
SCRIPTS = HERE / "with_ariadne_codegen"


@pytest.fixture(scope="module")
def generated(client_python: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the package `social_graph`, generated without a warning."""
    folder = tmp_path_factory.mktemp("generated")
    configuration = (SCRIPTS / "pyproject.toml").read_text()
    for relative, path in (("../../../api", HERE.parents[1] / "api"), ("..", HERE)):
        configuration = configuration.replace(f'"{relative}/', f'"{path}/')
    (folder / "pyproject.toml").write_text(configuration)
    output = run_python("-m", "ariadne_codegen", folder=folder)
    assert "warn" not in output.lower()
    return folder


def test_what_is_generated_holds_to_its_types(generated: Path) -> None:
    # The base class, which is copied and not generated, is not strict everywhere.
    relaxed = ("warn_unused_ignores", "disallow_untyped_defs")
    modules = ("journey", "app", "social_graph", "social_graph.*")
    check_types(SCRIPTS / "journey.py", *relaxed, of=modules, beside=generated)


def test_ariadne_codegen(generated: Path, service: Service, tmp_path: Path, media: Path) -> None:
    def run(address: str, act: str, folder: Path) -> str:
        script = SCRIPTS / "journey.py"
        return run_python(script, address, act, folder, PYTHONPATH=str(generated))

    live_through(service, tmp_path, media, run)
