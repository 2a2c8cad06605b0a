"""The playground built once, as `make run` would build it."""

import shutil
from pathlib import Path

import pytest

from api.bundles.build import PLAYGROUND, build

FOLDER = PLAYGROUND.folder


@pytest.fixture(scope="session")
def dist() -> Path:
    build(FOLDER)
    return FOLDER / "dist"


@pytest.fixture
def sources(dist: Path, tmp_path: Path) -> Path:
    """A copy of the sources, not built, with the packages that are installed already."""
    copy = tmp_path / "playground"
    not_sources = ("dist", "node_modules", ".building", "__pycache__")
    shutil.copytree(FOLDER, copy, ignore=shutil.ignore_patterns(*not_sources))
    (copy / "node_modules").symlink_to(FOLDER / "node_modules")
    return copy


@pytest.fixture
def built(dist: Path, sources: Path) -> Path:
    """A copy of the sources with their build."""
    shutil.copytree(dist, sources / "dist")
    return sources
