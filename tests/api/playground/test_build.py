"""The build: only when needed, whole or not at all, the same bytes everywhere."""

import os
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from api.bundles.build import BUNDLES, PLAYGROUND, build, fingerprint
from core.dev.engines.node import NodeError

FOLDER = PLAYGROUND.folder

BUILD = """
import pathlib, sys
from api.bundles.build import build
build(pathlib.Path(sys.argv[1]))
"""


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_second_build_has_nothing_to_do(dist: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in dist.rglob("*")}
    assert build(FOLDER) is False
    assert {path: path.stat().st_mtime_ns for path in dist.rglob("*")} == before


def test_a_source_that_does_not_build_leaves_the_last_build(built: Path) -> None:
    before = contents(built / "dist")
    for text, step in (
        ("import './nowhere.css';\n", "vite build"),
        ("let text: string = 1;\n", "tsc"),
    ):
        (built / "src" / "main.tsx").write_text(text)
        with pytest.raises(NodeError, match=rf"^`{step}` failed with status \d:\n(.|\n)*main.tsx"):
            build(built)
    assert contents(built / "dist") == before


def test_a_lock_that_does_not_fit_is_refused_by_npm(sources: Path) -> None:
    (sources / "node_modules").unlink()
    manifest = sources / "package.json"
    manifest.write_text(manifest.read_text().replace('"zustand"', '"not-in-the-lock"'))

    with pytest.raises(NodeError, match=r"^`npm ci` failed with status 1:\n(.|\n)*not-in-the-lock"):
        build(sources)
    assert not (sources / "dist").exists()


def test_a_killed_build_leaves_the_last_one_and_the_next_has_the_same_bytes_as_elsewhere(
    built: Path, dist: Path
) -> None:
    assert fingerprint(built).encode() == contents(dist)["stamp"]
    with (built / "src" / "styles.css").open("a") as styles:
        styles.write(".changed { color: red }\n")
    assert fingerprint(built).encode() != contents(dist)["stamp"]
    shutil.copy(FOLDER / "src" / "styles.css", built / "src")
    (built / "dist" / "stamp").write_text("of other sources")
    before = contents(built / "dist")

    builder = subprocess.Popen(
        [sys.executable, "-c", BUILD, built], cwd=FOLDER.parents[1], start_new_session=True
    )
    while not (built / ".building").exists():
        with suppress(subprocess.TimeoutExpired):
            pytest.fail(f"the build ended before it was killed: {builder.wait(0.005)}")
    os.killpg(builder.pid, signal.SIGKILL)
    builder.wait()

    assert contents(built / "dist") == before
    assert build(built) is True
    assert contents(built / "dist" / "assets") == contents(dist / "assets")
    assert contents(built / "dist")["stamp"] == contents(dist)["stamp"]
    assert not (built / ".building").exists()
    assert build(built) is False


def test_the_command_says_so_in_a_line_for_each() -> None:
    for bundle in BUNDLES:
        build(bundle.folder)
    done = subprocess.run(
        [sys.executable, "-m", "api.bundles.build"],
        cwd=FOLDER.parents[1],
        capture_output=True,
        text=True,
        check=True,
    )
    assert sorted(done.stdout.splitlines()) == [
        "Playground: up to date.",
        "Web client: up to date.",
    ]
    assert done.stderr == ""
