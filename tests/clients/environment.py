"""An environment of the clients' own: Python scripts run in it, and mypy checks them there."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
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


def check_types(script: Path, *relaxed: str, of: Sequence[str], beside: Path | None = None) -> None:
    """mypy on a script that imports what is in its folder and `beside`; strict but for `relaxed`.

    What is relaxed is so in the modules `of` the example alone, so that all examples share what
    mypy keeps of the packages of others. Raises AssertionError with what it found.
    """
    options = "\n".join(f"{name} = False" for name in relaxed)
    configuration = f"[mypy]\nstrict = True\nexplicit_package_bases = True\n[mypy-{','.join(of)}]\n"
    folders = [script.parent, *([beside] if beside else [])]
    path = os.pathsep.join(map(str, folders))
    with tempfile.NamedTemporaryFile("w", suffix=".ini") as file:
        file.write(configuration + options + "\n")
        file.flush()
        run(PYTHON, "-m", "mypy", f"--config-file={file.name}", script, MYPYPATH=path)


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
