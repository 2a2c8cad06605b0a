"""Every hostile file is refused in words or rebuilt clean, in little memory and time."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from .bounded import SECONDS
from .corpus import CORPUS, MARKER, REBUILT

ROOT = Path(__file__).resolve().parents[3]
pytestmark = pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="reads Linux's peak memory"
)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """The files, by their names in the corpus."""
    folder = tmp_path_factory.mktemp("corpus")
    made = {name: folder / f"{number:03}" for number, name in enumerate(CORPUS)}
    for name, file in made.items():
        file.write_bytes(CORPUS[name].make())
    return made


@pytest.fixture(scope="module")
def outcomes(files: Mapping[str, Path]) -> Mapping[str, dict[str, Any]]:
    """What became of each file, by its name in the corpus."""
    names = {file.name: name for name, file in files.items()}
    limits = {file.name: CORPUS[name].megabytes for name, file in files.items()}
    [folder] = {file.parent for file in files.values()}
    return {names[each["name"]]: each for each in bounded(folder, limits)}


def bounded(folder: Path, limits: Mapping[str, int]) -> list[dict[str, Any]]:
    """What `bounded.py` says of each file, of which one may take so many MiB more."""
    run = subprocess.run(
        [
            *(sys.executable, "-m", "tests.core.media.bounded"),
            *(str(folder), json.dumps(limits), MARKER.decode()),
        ],
        capture_output=True,
        check=True,
        cwd=ROOT,
        # A thread's own arena would have set 64 MiB of addresses aside before the limit.
        env={**os.environ, "MALLOC_ARENA_MAX": "1"},
    )
    return [json.loads(line) for line in run.stdout.splitlines()]


@pytest.mark.parametrize("name", CORPUS)
def test_a_hostile_file(outcomes: Mapping[str, dict[str, Any]], name: str) -> None:
    found, case = outcomes[name], CORPUS[name]

    assert found["said"] == case.said
    assert found["marker"] is False
    assert found["megabytes"] <= case.megabytes
    assert found["seconds"] < SECONDS


def test_the_markers_are_there_to_be_lost(files: Mapping[str, Path]) -> None:
    marked = [name for name, file in files.items() if MARKER in file.read_bytes()]

    assert len(marked) >= 20
    assert all(CORPUS[name].said == REBUILT or name == "zip" for name in marked)


def test_a_child_that_wants_more_does_not_get_it(tmp_path: Path) -> None:
    """The limit is real: with one MiB even a small picture fails."""
    (tmp_path / "0").write_bytes(CORPUS["JPEG of 5,000 × 5,000 and 20 scans"].make())

    [found] = bounded(tmp_path, {"0": 1})

    assert found["said"] == "MemoryError()"
