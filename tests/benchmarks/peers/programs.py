"""Programs of peers: their environment, their log, and whether they answer."""

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from core.dev.engines import addresses
from core.dev.engines.node import alone, install_packages, node_environment
from core.dev.engines.supervisor import Program

from ..servers import ROOT, Bench
from .tokens import SECRET

HERE = Path(__file__).parent
INSTALL = ROOT / "core" / "dev" / "engines" / "install.py"
WORKERS = 2
THREADS = 4


def peer_program(
    bench: Bench,
    name: str,
    command: Sequence[str],
    port: int,
    *,
    folder: Path = ROOT,
    environ: Mapping[str, str] | None = None,
) -> Program:
    """Return a program that serves at the port, with its log in the benchmark's folder."""
    made = Program(name, command, var=bench.folder, folder=folder, answers=_accepts(port))
    made.process.environ = {
        **node_environment(),
        "NODE_ENV": "production",
        "PORT": str(port),
        "PEER_SECRET": SECRET,
        "PEER_SOCKET": str(bench.postgres.socket_folder),
        "PEER_DATABASE": addresses.DATABASE,
        "PEER_USER": addresses.DATABASE_USER,
        **(environ or {}),
    }
    return made


def gunicorn(port: int, application: str) -> list[str]:
    """Return the arguments of Python that serve a WSGI application."""
    return [
        *("-m", "gunicorn", f"--bind=127.0.0.1:{port}", f"--workers={WORKERS}"),
        *("--worker-class=gthread", f"--threads={THREADS}", "--keep-alive=75"),
        *("--log-level=warning", application),
    ]


def install_node_packages(folder: Path) -> None:
    """Install what the lock of the folder names, unless it is there. Raises NodeError."""
    with alone(folder / ".install.lock"):
        install_packages(folder)


def install_python_packages(folder: Path) -> Path:
    """Install the folder's requirements into an environment there; return its Python.

    Raises CalledProcessError.
    """
    environment = folder / ".venv"
    subprocess.run(
        [sys.executable, "-I", INSTALL, folder / "requirements.txt"],
        env={**os.environ, "VENV_FOLDER": str(environment.relative_to(ROOT))},
        check=True,
    )
    return environment / "bin" / "python"


def _accepts(port: int) -> Callable[[], bool]:
    def accepts() -> bool:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=2):
                return True
        except OSError:
            return False

    return accepts
