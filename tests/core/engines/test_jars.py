"""The locked jars, fetched from a real HTTP server of ours."""

import hashlib
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from core.dev.engines import gds, jars

CONTENTS = {
    "org.example:first:1.0": b"first" * 1000,
    "org.example:second:2.1:linux-x86_64": b"second" * 100_000,
    "com.example.deep:third:3": b"third",
}


class Repository:
    """A Maven repository in a folder, and the paths that were asked of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.asked: list[str] = []
        repository = self

        class Handler(SimpleHTTPRequestHandler):
            def log_message(self, format: str, *args: object) -> None:
                repository.asked.append(self.path)

        handler = partial(Handler, directory=str(folder))
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"


@pytest.fixture
def repository(tmp_path: Path) -> Iterator[Repository]:
    repository = Repository(tmp_path / "repository")
    for jar in jars.read_lock(write_lock(tmp_path)):
        path = repository.folder / jar.path
        path.parent.mkdir(parents=True)
        path.write_bytes(CONTENTS[jar.coordinate])
    thread = threading.Thread(target=repository.server.serve_forever, args=(0.01,))
    thread.start()
    yield repository
    repository.server.shutdown()
    repository.server.server_close()
    thread.join()


def write_lock(folder: Path) -> Path:
    lock = folder / "jars.lock"
    lines = ["# a comment"]
    for coordinate, content in CONTENTS.items():
        lines.append(f"{hashlib.sha256(content).hexdigest()}  {len(content)}  {coordinate}")
    lock.write_text("\n".join(lines) + "\n")
    return lock


def ensure(tmp_path: Path, repository: Repository) -> list[Path]:
    lock = tmp_path / "jars.lock"
    return jars.ensure_jars(tmp_path / "cache", lock=lock, base_url=repository.url, threads=2)


def files_in(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


PATHS = [
    "org/example/first/1.0/first-1.0.jar",
    "org/example/second/2.1/second-2.1-linux-x86_64.jar",
    "com/example/deep/third/3/third-3.jar",
]


def test_all_are_fetched_once_in_the_order_of_the_lock(
    tmp_path: Path, repository: Repository
) -> None:
    paths = ensure(tmp_path, repository)
    assert [str(path.relative_to(tmp_path / "cache")) for path in paths] == PATHS
    assert [path.read_bytes() for path in paths] == list(CONTENTS.values())
    assert sorted(repository.asked) == sorted(f"/{path}" for path in PATHS)
    repository.asked.clear()
    assert ensure(tmp_path, repository) == paths
    assert repository.asked == []


def test_a_jar_with_another_sum_is_refused_and_not_kept(
    tmp_path: Path, repository: Repository
) -> None:
    forged = repository.folder / PATHS[1]
    forged.write_bytes(b"something else")
    with pytest.raises(
        jars.JarError, match=r"org\.example:second:2\.1:linux-x86_64 has the SHA-256"
    ):
        ensure(tmp_path, repository)
    assert PATHS[1] not in files_in(tmp_path / "cache")
    assert not [name for name in files_in(tmp_path / "cache") if name.endswith(".part")]
    forged.write_bytes(CONTENTS["org.example:second:2.1:linux-x86_64"])
    ensure(tmp_path, repository)
    assert files_in(tmp_path / "cache") == set(PATHS)


def test_a_jar_that_was_cut_short_is_fetched_again_alone(
    tmp_path: Path, repository: Repository
) -> None:
    paths = ensure(tmp_path, repository)
    repository.asked.clear()
    paths[0].write_bytes(paths[0].read_bytes()[:100])
    ensure(tmp_path, repository)
    assert paths[0].read_bytes() == CONTENTS["org.example:first:1.0"]
    assert repository.asked == [f"/{PATHS[0]}"]


def test_a_jar_that_the_repository_lacks_is_named(tmp_path: Path, repository: Repository) -> None:
    (repository.folder / PATHS[2]).unlink()
    with pytest.raises(
        jars.JarError, match=r"com\.example\.deep:third:3 could not be fetched: 404"
    ):
        ensure(tmp_path, repository)


def test_the_committed_lock_names_the_server_its_entry_point_and_the_browser() -> None:
    locked = {f"{jar.group}:{jar.artifact}": jar for jar in jars.read_lock()}
    assert locked["org.neo4j:neo4j"].version == locked["org.neo4j.app:neo4j-server"].version
    assert locked["org.neo4j.client:neo4j-browser"].version == "5.24.0"
    assert all(len(jar.sha256) == 64 and jar.size > 0 for jar in locked.values())


def test_the_lock_of_the_library_has_no_jar_of_the_server() -> None:
    server = {(jar.group, jar.artifact) for jar in jars.read_lock()}
    library = {(jar.group, jar.artifact) for jar in jars.read_lock(gds.GDS_LOCK)}
    assert not server & library
    assert {("org.neo4j.gds", "proc"), ("org.neo4j.gds", "opengds-extension")} <= library


def test_neo4j_starts_without_a_library_that_cannot_be_fetched(
    tmp_path: Path,
    repository: Repository,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    (repository.folder / PATHS[2]).unlink()
    monkeypatch.setattr(gds, "ensure_jars", partial(jars.ensure_jars, base_url=repository.url))
    assert gds.ensure_library(tmp_path / "cache", lock=write_lock(tmp_path)) == []
    assert capfd.readouterr().err.startswith(
        "Neo4j starts without Graph Data Science: com.example.deep:third:3 could not be fetched"
    )


def test_plugins_are_the_procedures_of_the_present_jars(tmp_path: Path) -> None:
    plugins = tmp_path / "plugins"
    plugins.mkdir()
    (plugins / "proc-old-1.jar").touch()
    (plugins / "another.jar").touch()
    made = [tmp_path / name for name in ("proc-catalog-2.jar", "core-2.jar")]
    for jar in made:
        jar.write_text("jar")
    gds.install_procedures(made, plugins)
    assert sorted(each.name for each in plugins.iterdir()) == ["another.jar", "proc-catalog-2.jar"]
    gds.install_procedures([], plugins)
    assert [each.name for each in plugins.iterdir()] == ["another.jar"]


def test_the_cache_is_the_users_unless_it_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    fallback = tmp_path / "fallback"
    assert jars.cache_folder(fallback) == tmp_path / ".cache" / "social-graph" / "jars"
    (tmp_path / "file").touch()
    monkeypatch.setenv("HOME", str(tmp_path / "file"))
    assert jars.cache_folder(fallback) == fallback
    monkeypatch.setenv("HOME", "")
    assert jars.cache_folder(fallback) == fallback
