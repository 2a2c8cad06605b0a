"""Java's AOT cache of Neo4j."""

import subprocess
from pathlib import Path

import pytest

from core.dev.engines import aot
from core.dev.engines.jars import cache_folder, ensure_jars
from core.dev.engines.java import find_java, java_version
from core.dev.engines.neo4j import MAIN_CLASS, EmbeddedNeo4j


def test_a_cache_is_of_one_java_and_one_set_of_jars(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(aot, "VAR", tmp_path)
    java, jars = Path("/java"), [Path("/a.jar"), Path("/b.jar")]
    assert aot.cache_options(java, jars) == []
    file = aot.cache_file(java, jars)
    file.touch()
    assert aot.cache_options(java, jars)[0] == f"-XX:AOTCache={file}"
    assert aot.cache_options(Path("/other"), jars) == []
    assert aot.cache_options(java, jars[:1]) == []


@pytest.mark.parametrize("durable", [True, False])
def test_java_takes_the_cache_of_this_clone(tmp_path: Path, durable: bool) -> None:
    server = EmbeddedNeo4j(tmp_path / "neo4j", http_port=0, bolt_port=0, durable=durable)
    jars = ensure_jars(cache_folder(tmp_path / "neo4j-jars"))
    if not aot.cache_options(find_java(), jars):
        assert java_version(find_java()) < aot.OLDEST, "`make training` has not run."
        return
    command = server._command(jars)
    options = command[: command.index(MAIN_CLASS)]
    # Unlike a server, it ends with an error where the cache is not good.
    asked = [*options, "-XX:AOTMode=on", "-version"]
    done = subprocess.run(asked, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr
