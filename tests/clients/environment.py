"""An environment of the clients' own: Python scripts run in it, and mypy checks them there."""

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
ENVIRONMENT = HERE / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
INSTALL = ROOT / "core" / "dev" / "engines" / "install.py"


def install_environment() -> None:
    """Install what requirements.txt names, unless it is there."""
    folder = str(ENVIRONMENT.relative_to(ROOT))
    run(sys.executable, "-I", INSTALL, HERE / "requirements.txt", VENV_FOLDER=folder)


def run_python(*arguments: str | Path, folder: Path = HERE, **environ: str) -> str:
    """Run the environment's Python, which makes an error of every warning; what it wrote."""
    return run(PYTHON, "-W", "error", *arguments, folder=folder, **environ)


def check_types(script: Path, *options: str, beside: Path | None = None) -> None:
    """mypy, strict but for `options`, on a script that imports what is in its folder and `beside`.

    Raises AssertionError with what it found.
    """
    strict = ("--strict", "--explicit-package-bases", "--config-file=")
    folders = [script.parent, *([beside] if beside else [])]
    path = os.pathsep.join(map(str, folders))
    run(PYTHON, "-m", "mypy", *strict, *options, script, MYPYPATH=path)


def run(*command: str | Path, folder: Path = HERE, **environ: str) -> str:
    """Run a command to its end. Raises AssertionError, with what it wrote, where it fails."""
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **environ},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout
