"""Graph Data Science, Neo4j's library of graph algorithms, beside the embedded server; optional.

The server finds its extension on the class path alone, and its procedures in `plugins` alone.
"""

import shutil
import sys
from pathlib import Path

from .jars import JarError, ensure_jars

GDS_LOCK = Path(__file__).with_name("gds.lock")
SETTINGS = {"dbms.security.procedures.unrestricted": "gds.*"}


def ensure_library(folder: Path, *, lock: Path = GDS_LOCK) -> list[Path]:
    """Return the jars of the library in `folder`; none, and a line that says so, if it is not had.

    Reads all of them (15 MB).
    """
    try:
        return ensure_jars(folder, lock=lock)
    except JarError as error:
        print(f"Neo4j starts without Graph Data Science: {error}", file=sys.stderr, flush=True)
        return []


def install_procedures(jars: list[Path], plugins: Path) -> None:
    """Have the procedures of these jars in `plugins`, and of no earlier ones."""
    for old in plugins.glob("proc-*.jar"):
        old.unlink()
    for jar in jars:
        if jar.name.startswith("proc-"):
            shutil.copyfile(jar, plugins / jar.name)
