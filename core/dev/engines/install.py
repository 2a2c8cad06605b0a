"""Make the virtual environment and install requirement files into it; do nothing where that is
done.

Run by `make` with any Python 3.11 or newer and nothing installed: `python -I install.py FILE …`.
Each file is installed again when its text has changed, and only packages with the hashes that it
names. uv, itself installed by pip, does it in 3 seconds where pip takes 25; pip is used where it is
configured with an index of its own, which uv does not know, and where uv fails.
"""

import fcntl
import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
# Another one for what must not meet our own packages.
ENVIRONMENT = ROOT / (os.environ.get("VENV_FOLDER") or ".venv")
PYTHON = ENVIRONMENT / "bin" / "python"
UV = ROOT / "core" / "dev" / "engines" / "uv.txt"


def main(files: list[Path]) -> int:
    """Install what of `files` is not installed yet; one process at a time."""
    clone = os.open(ROOT, os.O_RDONLY)
    fcntl.flock(clone, fcntl.LOCK_EX)
    make_environment()
    changed = [file for file in files if not stamp(file).exists()]
    for file in changed:
        print(f"Installing {file}", flush=True)
        install(file)
        stamp(file).touch()
    return 0


def make_environment() -> None:
    """Make `.venv`, again where its Python is missing or too old."""
    check = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    if PYTHON.exists() and call(PYTHON, "-c", check).returncode == 0:
        return
    print(f"Making {ENVIRONMENT} with Python {sys.version.split()[0]}", flush=True)
    made = call(sys.executable, "-m", "venv", "--clear", ENVIRONMENT)
    if made.returncode:
        sys.exit(made.stdout)


def stamp(file: Path) -> Path:
    """The empty file that says: this text of `file` is installed."""
    digest = hashlib.sha256(file.read_bytes()).hexdigest()[:16]
    return ENVIRONMENT / f"installed-{file.parent.name or 'root'}-{digest}"


def install(file: Path) -> None:
    """Install one requirement file: by uv where it can, by pip elsewhere."""
    if "index-url" not in pip("config", "list").stdout:
        uv = (PYTHON, "-m", "uv", "pip", "install", "--quiet", "--python", PYTHON)
        if pip("install", *hashed(UV)).returncode == 0 and call(*uv, *hashed(file)).returncode == 0:
            return
    result = pip("install", *hashed(file))
    if result.returncode:
        sys.exit(f"{file} could not be installed.\n{result.stdout}")


def hashed(file: Path) -> tuple[str | Path, ...]:
    """Return the options that install `file` and refuse what has another hash than it names."""
    return ("--require-hashes", "-r", file)


def pip(*arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    """Run the environment's own pip."""
    return call(PYTHON, "-m", "pip", "--disable-pip-version-check", *arguments)


def call(*command: str | Path) -> "subprocess.CompletedProcess[str]":
    """Run a command; what it prints is kept for the case that it fails."""
    return subprocess.run(  # noqa: S603 - our own commands
        command, check=False, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )


if __name__ == "__main__":
    sys.exit(main([Path(name) for name in sys.argv[1:]]))
