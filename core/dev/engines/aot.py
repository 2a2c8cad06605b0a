"""Java's AOT cache: classes of Neo4j as a server of before has loaded and linked them.

With it a server needs half of the processor time until it answers, and for its first statements.
The cache is of one Java and one set of jars; Java itself looks whether they are the same, and goes
on without it where they are not. `tests/training.py` makes it. Source: JEP 483, 514 and 515.
"""

import hashlib
from pathlib import Path

VAR = Path(__file__).resolve().parents[3] / "var"
OLDEST = 25
# Adapters depend on the collector; Java warns about each that it cannot take.
QUIET = ("-XX:+UnlockDiagnosticVMOptions", "-XX:-AOTAdapterCaching")


def cache_file(java: Path, jars: list[Path]) -> Path:
    """Return where the cache of this Java and these jars is, or would be."""
    seal = hashlib.sha256(str(java).encode())
    for jar in jars:
        seal.update(f"\0{jar}".encode())
    return VAR / f"neo4j-{seal.hexdigest()[:16]}.aot"


def cache_options(java: Path, jars: list[Path]) -> list[str]:
    """Return the options of Java that use the cache, if there is one."""
    file = cache_file(java, jars)
    return [f"-XX:AOTCache={file}", *QUIET] if file.exists() else []
