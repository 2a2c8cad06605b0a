"""Start Neo4j once, so that every other start is cheaper: `python -m tests.training`.

Does nothing where it is done, or where Java is too old. Takes about 20 seconds.
"""

import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from core.dev.engines.aot import OLDEST, VAR, cache_file
from core.dev.engines.jars import cache_folder, ensure_jars
from core.dev.engines.java import JavaMissing, find_java, java_version
from core.dev.engines.neo4j import EmbeddedNeo4j
from core.dev.engines.processes import StartFailed

from .ports import held_port

JARS = cache_folder(VAR / "neo4j-jars")
# Java writes the cache when the server has ended.
WRITING_SECONDS = 120.0


class Trained(EmbeddedNeo4j):
    """A server that leaves a cache."""

    def __init__(self, home: Path, cache: Path) -> None:
        super().__init__(
            home,
            http_port=held_port(),
            bolt_port=held_port(),
            jars=JARS,
            heap=512,
            page_cache=64,
            password="training",
        )
        self._cache = cache
        self.process.stop_seconds = WRITING_SECONDS

    def _command(self, jars: list[Path], library: Sequence[Path] = ()) -> list[str]:
        java, *options = super()._command(jars, library)
        return [java, f"-XX:AOTCacheOutput={self._cache}", *options]


def main() -> None:
    """Make the cache of this clone, if there can be one and is none."""
    try:
        java = find_java()
    except JavaMissing:
        return
    cache = cache_file(java, ensure_jars(JARS))
    if cache.exists() or java_version(java) < OLDEST:
        return
    print("Training Java for Neo4j", flush=True)
    cache.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache.parent, prefix="training-") as folder:
        draft = Path(folder) / cache.name
        try:
            with Trained(Path(folder) / "neo4j", draft) as server:
                ask_everything(server.url)
        except StartFailed as error:
            sys.exit(str(error))
        if draft.exists():
            draft.rename(cache)


def ask_everything(url: str) -> None:
    """Run each traversal and each write once."""
    os.environ |= {"NEO4J_URL": url, "DJANGO_SETTINGS_MODULE": "core.settings.test"}
    import django

    django.setup()
    from graph import schema
    from graph.connection.warmup import warm_up

    schema.install()
    warm_up()


if __name__ == "__main__":
    main()
