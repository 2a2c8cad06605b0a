"""The jars of the Neo4j server: fetched once by a committed lock, every sum checked.

They are kept in the user's cache folder and not in `var/`, so that two clones and the test suite
share one copy of 190 MB and `rm -r var` does not download it again. Where the home folder cannot
be written to (no HOME, a locked-down account) they go to a folder inside the clone instead.
"""

import hashlib
import os
import tempfile
import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import requests
from jgo.constants import MAVEN_CENTRAL_URL
from requests.adapters import HTTPAdapter, Retry
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

LOCK = Path(__file__).with_name("jars.lock")
THREADS = 8
CHUNK = 1 << 18


class JarError(RuntimeError):
    """A jar could not be fetched, or is not the one that the lock names."""


class Jar(NamedTuple):
    """One line of the lock."""

    group: str
    artifact: str
    version: str
    classifier: str
    sha256: str
    size: int

    @property
    def coordinate(self) -> str:
        """`group:artifact:version`, and `:classifier` where there is one."""
        parts = [self.group, self.artifact, self.version, self.classifier]
        return ":".join(part for part in parts if part)

    @property
    def path(self) -> str:
        """Where the jar lies in a Maven repository, relative to its root."""
        suffix = f"-{self.classifier}" if self.classifier else ""
        folder = self.group.replace(".", "/")
        return f"{folder}/{self.artifact}/{self.version}/{self.artifact}-{self.version}{suffix}.jar"


def read_lock(lock: Path = LOCK) -> list[Jar]:
    """The jars that the lock names, in its order."""
    jars = []
    for line in lock.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        sha256, size, coordinate = line.split()
        group, artifact, version, *classifier = coordinate.split(":")
        jars.append(Jar(group, artifact, version, "".join(classifier), sha256, int(size)))
    return jars


def cache_folder(fallback: Path) -> Path:
    """The user's cache folder for the jars, or `fallback` where that cannot be written to."""
    home = os.environ.get("HOME", os.path.expanduser("~"))
    root = os.environ.get("XDG_CACHE_HOME") or os.path.join(home, ".cache")
    folder = Path(root) / "social-graph" / "jars"
    if not folder.is_absolute():
        return fallback
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return fallback
    return folder if os.access(folder, os.W_OK) else fallback


def ensure_jars(
    folder: Path,
    *,
    lock: Path = LOCK,
    base_url: str = MAVEN_CENTRAL_URL,
    threads: int = THREADS,
) -> list[Path]:
    """Every jar of the lock in `folder`, whole and with the right sum; only what is not there is
    fetched.

    Reads all of them (190 MB, 0.2 s) to find one that was cut short or changed. Raises `JarError`.
    """
    jars = read_lock(lock)
    with ThreadPoolExecutor(threads) as pool:
        sound = list(pool.map(lambda jar: _sum_of(folder / jar.path) == jar.sha256, jars))
    missing = [jar for jar, is_sound in zip(jars, sound, strict=True) if not is_sound]
    if missing:
        _fetch_all(missing, folder, base_url, threads)
    return [folder / jar.path for jar in jars]


def _sum_of(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return None


def _fetch_all(jars: list[Jar], folder: Path, base_url: str, threads: int) -> None:
    sessions = threading.local()
    with _progress() as progress, ThreadPoolExecutor(threads) as pool:
        task = progress.add_task("Neo4j", total=sum(jar.size for jar in jars))

        def fetch(jar: Jar) -> None:
            if not hasattr(sessions, "session"):
                sessions.session = _session()
            for chunk_size in _fetch(jar, folder, base_url, sessions.session):
                progress.advance(task, chunk_size)

        # Largest first, so that no thread is left alone with a big one at the end.
        futures = [pool.submit(fetch, jar) for jar in sorted(jars, key=lambda jar: -jar.size)]
        try:
            for future in futures:
                future.result()
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _session() -> requests.Session:
    """Return a session for one thread: it reuses connections and retries transient errors."""
    session = requests.Session()
    retry = Retry(total=4, backoff_factor=0.3, status_forcelist=(429, 500, 502, 503, 504))
    for scheme in ("https://", "http://"):
        session.mount(scheme, HTTPAdapter(max_retries=retry))
    return session


def _fetch(jar: Jar, folder: Path, base_url: str, session: requests.Session) -> Iterable[int]:
    """Fetch one jar beside its place and move it there if its sum is right.

    Yields the number of bytes of each piece.
    """
    target = folder / jar.path
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with tempfile.NamedTemporaryFile(dir=target.parent, suffix=".part", delete=False) as part:
        try:
            with session.get(f"{base_url}/{jar.path}", stream=True, timeout=30) as response:
                response.raise_for_status()
                for chunk in response.iter_content(CHUNK):
                    part.write(chunk)
                    digest.update(chunk)
                    yield len(chunk)
            if digest.hexdigest() != jar.sha256:
                raise JarError(
                    f"{jar.coordinate} has the SHA-256 sum {digest.hexdigest()}, "
                    f"but {LOCK.name} says {jar.sha256}. It was not kept."
                )
            part.close()
            os.chmod(part.name, 0o644)
            os.replace(part.name, target)
        except requests.RequestException as error:
            raise JarError(f"{jar.coordinate} could not be fetched: {error}") from error
        finally:
            Path(part.name).unlink(missing_ok=True)


def _progress() -> Progress:
    return Progress(
        TextColumn("Fetching {task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
    )
