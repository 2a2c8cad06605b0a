"""Make `jars.lock` and `gds.lock`: every jar of the Neo4j server, and of Graph Data Science.

Run `python -m core.dev.engines.lock` after changing a version below and commit the result. jgo
resolves the dependencies and downloads each jar once to sum it, which takes about four minutes.
"""

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from jgo.env import LockFile
from jgo.maven import MavenContext
from rich.console import Console

from .gds import GDS_LOCK
from .jars import LOCK, Jar, read_lock

NEO4J_VERSION = "2026.08.1"
ROOTS = (
    f"org.neo4j:neo4j:{NEO4J_VERSION}",
    f"org.neo4j.app:neo4j-server:{NEO4J_VERSION}",
    "org.neo4j.client:neo4j-browser:5.24.0",
)
# The release that is made for this Neo4j.
GDS_VERSION = "2.26.0"
GDS_ROOTS = (
    f"org.neo4j.gds:proc:{GDS_VERSION}",
    f"org.neo4j.gds:opengds-extension:{GDS_VERSION}",
)
SERVER = "The jars of the Neo4j server and its Browser"
LIBRARY = "The jars of Graph Data Science that the server does not have itself"


def header(contents: str) -> str:
    """Return the first lines of a lock."""
    return (
        f"# {contents}, by `python -m core.dev.engines.lock`; do not edit.\n"
        "# sha256  bytes  group:artifact:version[:classifier]\n"
    )


def resolve(repository: Path, roots: Sequence[str]) -> list[Jar]:
    """Every jar that `roots` need to run, sorted by coordinate; downloads land in `repository`."""
    context = MavenContext(repo_cache=repository, timeout=60)
    wanted = [context.create_dependency(root) for root in roots]
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


def write(lock: Path, contents: str, jars: Sequence[Jar], console: Console) -> None:
    """Write a lock and print how many lines it had before."""
    before = len(read_lock(lock)) if lock.exists() else 0
    lines = [f"{jar.sha256}  {jar.size}  {jar.coordinate}\n" for jar in jars]
    lock.write_text(header(contents) + "".join(lines), encoding="utf-8")
    megabytes = sum(jar.size for jar in jars) / 1e6
    console.print(f"{lock.name}: {len(jars)} jars, {megabytes:.0f} MB (before: {before}).")


def main() -> int:
    """Write both locks again."""
    console = Console(stderr=True)
    with tempfile.TemporaryDirectory() as folder, console.status("Resolving and summing the jars"):
        server = resolve(Path(folder), ROOTS)
        library = resolve(Path(folder), GDS_ROOTS)
    write(LOCK, SERVER, server, console)
    # What both need, the server has in the version that it was made with.
    own = {(jar.group, jar.artifact) for jar in server}
    only_of_library = [jar for jar in library if (jar.group, jar.artifact) not in own]
    write(GDS_LOCK, LIBRARY, only_of_library, console)
    return 0


if __name__ == "__main__":
    sys.exit(main())
