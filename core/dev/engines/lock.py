"""Make `jars.lock`: every jar of the Neo4j server, with its SHA-256 sum and size.

Run `python -m core.dev.engines.lock` after changing a version below and commit the result. jgo
resolves the dependencies and downloads each jar once to sum it, which takes about two minutes.
"""

import sys
import tempfile
from pathlib import Path

from jgo.env import LockFile
from jgo.maven import MavenContext
from rich.console import Console

from .jars import LOCK, Jar, read_lock

NEO4J_VERSION = "2026.08.1"
ROOTS = (
    f"org.neo4j:neo4j:{NEO4J_VERSION}",
    f"org.neo4j.app:neo4j-server:{NEO4J_VERSION}",
    "org.neo4j.client:neo4j-browser:5.24.0",
)
HEADER = """\
# The jars of the Neo4j server and its Browser, by `python -m core.dev.engines.lock`; do not edit.
# sha256  bytes  group:artifact:version[:classifier]
"""


def resolve(repository: Path) -> list[Jar]:
    """Every jar that `ROOTS` need to run, sorted by coordinate; downloads land in `repository`."""
    context = MavenContext(repo_cache=repository, timeout=60)
    wanted = [context.create_dependency(root) for root in ROOTS]
    inputs, transitive = context.resolver.resolve(wanted)
    locked = LockFile.from_resolved_dependencies(inputs + transitive)
    jars = []
    for dependency in locked.dependencies:
        jar = Jar(
            group=dependency.groupId,
            artifact=dependency.artifactId,
            version=dependency.version,
            classifier=dependency.classifier or "",
            sha256=dependency.sha256 or "",
            size=0,
        )
        size = (repository / jar.path).stat().st_size
        jars.append(jar._replace(size=size))
    return sorted(jars, key=lambda jar: jar.coordinate)


def main() -> int:
    """Write the lock again and print how many lines differ."""
    console = Console(stderr=True)
    before = len(read_lock()) if LOCK.exists() else 0
    with tempfile.TemporaryDirectory() as folder, console.status("Resolving and summing the jars"):
        jars = resolve(Path(folder))
    lines = [f"{jar.sha256}  {jar.size}  {jar.coordinate}\n" for jar in jars]
    LOCK.write_text(HEADER + "".join(lines), encoding="utf-8")
    megabytes = sum(jar.size for jar in jars) / 1e6
    console.print(f"{LOCK.name}: {len(jars)} jars, {megabytes:.0f} MB (before: {before}).")
    return 0


if __name__ == "__main__":
    sys.exit(main())
