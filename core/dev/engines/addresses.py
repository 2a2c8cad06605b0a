"""Where the embedded servers answer, known without starting them. Standard library only: settings
import this.

PostgreSQL listens on a unix socket in a private folder and on no port, so clones cannot meet.
Neo4j listens on 127.0.0.1, on the ports that `NEO4J_BOLT_PORT` and `NEO4J_HTTP_PORT` name, behind
a password made up on first use. A running network records what it was started with, so that every
other command of the clone finds it, whatever its own environment names.
"""

import fcntl
import hashlib
import json
import os
import secrets
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote, urlencode

PORTS = {"PORT": 8000, "NEO4J_HTTP_PORT": 7474, "NEO4J_BOLT_PORT": 7687}
URLS = ("DATABASE_URL", "NEO4J_URL")
DATABASE = "social"
DATABASE_USER = "postgres"
# As whom the programs of `make run` connect (core/database/roles.py).
SERVE_USER = "social_serve"
READ_USER = "social_read"
NEO4J_USER = "neo4j"
# A socket's path holds 104 bytes on macOS and 108 on Linux, the closing zero included.
SOCKET_PATH_BYTES = 103
SOCKET_NAME = ".s.PGSQL.5432"


def port(variable: str, environ: Mapping[str, str]) -> int:
    """The port that `variable` (a key of `PORTS`) names, or its default. Raises `ValueError`."""
    text = environ.get(variable) or str(PORTS[variable])
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise ValueError(f"{variable} must be a port number between 1 and 65535, not {text!r}.")
    return int(text)


def lock_file(var: Path) -> Path:
    """The file that the process which runs this clone keeps locked."""
    return var / "run.lock"


def record_file(var: Path) -> Path:
    """The file in which that process records its addresses; another one's is out of date."""
    return var / "running.json"


@contextmanager
def recorded(var: Path, environ: Mapping[str, str]) -> Iterator[None]:
    """Record the addresses that `environ` names, in this block; by the holder of the lock.

    URLs may hold passwords, so only its owner reads the file.
    """
    path = record_file(var)
    names = {name: str(port(name, environ)) for name in PORTS}
    names |= {name: environ.get(name, "") for name in URLS}
    with tempfile.NamedTemporaryFile("w", dir=var, encoding="utf-8", delete=False) as draft:
        json.dump({"pid": os.getpid(), **names}, draft)
    os.replace(draft.name, path)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def is_running(var: Path) -> bool:
    """Return whether a process runs this clone: the system frees the lock of one that is gone."""
    try:
        with lock_file(var).open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except FileNotFoundError:
        return False
    return False


def running_environment(var: Path, environ: Mapping[str, str]) -> dict[str, str]:
    """Return the ports and URLs of this clone's running network, or else those of `environ`.

    URLs that `environ` itself names stay.
    """
    found = {name: environ.get(name) or "" for name in (*PORTS, *URLS)}
    if not is_running(var):
        return found
    with suppress(FileNotFoundError, ValueError, KeyError, TypeError):
        record = json.loads(record_file(var).read_text(encoding="utf-8"))
        found |= {name: str(record[name]) for name in PORTS}
        found |= {name: found[name] or str(record[name]) for name in URLS}
    return found


def postgres_folder(var: Path) -> Path:
    """The data folder of the embedded PostgreSQL."""
    return var / "postgres"


def neo4j_folder(var: Path) -> Path:
    """The home folder of the embedded Neo4j: configuration, data, logs and password."""
    return var / "neo4j"


def socket_folder(data: Path) -> Path:
    """Where the PostgreSQL of the data folder `data` puts its socket.

    Beside the data, or in the temporary folder under a name of its own where the clone lies too
    deep for a socket's path, or its path has a character that PostgreSQL's list of folders would
    take for its own.
    """
    data = Path(os.path.abspath(data))
    beside = data.with_name(f"{data.name}-socket")
    fits = len(os.fsencode(beside / SOCKET_NAME)) <= SOCKET_PATH_BYTES
    if fits and not set(str(beside)) & set(',"'):
        return beside
    digest = hashlib.sha256(os.fsencode(data)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"social-graph-{os.getuid()}-{digest}"


def database_url(data: Path, database: str = DATABASE, *, user: str = DATABASE_USER) -> str:
    """The URL of a database of the PostgreSQL in the data folder `data`; libpq reads it too."""
    host = urlencode({"host": str(socket_folder(data))}, quote_via=quote)
    return f"postgresql://{user}@/{database}?{host}"


def neo4j_url(bolt_port: int, password: str) -> str:
    """The Bolt URL of a Neo4j on this machine, with its user and password."""
    return f"bolt://{NEO4J_USER}:{quote(password, safe='')}@127.0.0.1:{bolt_port}"


def embedded_database_url(var: Path, *, user: str = DATABASE_USER) -> str:
    """The URL of the embedded PostgreSQL whose data lie in `var`."""
    return database_url(postgres_folder(var), user=user)


def embedded_neo4j_url(var: Path, environ: Mapping[str, str]) -> str:
    """The URL of the embedded Neo4j whose data lie in `var`; makes its password up on first use."""
    password = neo4j_password(neo4j_folder(var))
    return neo4j_url(port("NEO4J_BOLT_PORT", environ), password)


def neo4j_password(home: Path) -> str:
    """The password of the Neo4j in `home`, made up on first use and kept there, readable by its
    owner alone.

    The first process decides: the file appears complete or not at all.
    """
    path = home / "password"
    if path.exists():
        return path.read_text(encoding="ascii").strip()
    home.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=home, encoding="ascii") as draft:
        draft.write(secrets.token_urlsafe(12) + "\n")
        draft.flush()
        with suppress(FileExistsError):
            os.link(draft.name, path)
    return path.read_text(encoding="ascii").strip()
