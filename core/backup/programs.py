"""PostgreSQL's client programs, and their connection without a visible password."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import connection
from psycopg2.extensions import make_dsn

from core.database.postgres_wheel import wheel_programs

from .errors import BackupFailed

PROGRAMS = ("pg_dump", "pg_restore", "psql")


@dataclass(frozen=True, slots=True)
class Programs:
    """The three programs of one installation; `version` is the major one."""

    folder: Path
    version: int

    def command(self, name: str, *arguments: str) -> list[str]:
        """Return the command line of `pg_dump`, `pg_restore` or `psql`."""
        return [str(self.folder / name), *arguments]


def programs_for(version: int) -> Programs:
    """Return the oldest installation, on PATH or in the wheel, that is not older than `version`.

    A pg_dump must not be older than its server, nor a pg_restore than the pg_dump. The oldest,
    because newer ones write settings that older servers reject. Raises BackupFailed.
    """
    found = sorted(_installed(), key=lambda programs: programs.version)
    for programs in found:
        if programs.version >= version:
            return programs
    if not found:
        raise BackupFailed(
            f"{', '.join(PROGRAMS)} are not installed: install PostgreSQL's client programs, "
            f"version {version} or newer."
        )
    raise BackupFailed(
        f"PostgreSQL's client programs here are version {found[-1].version}; "
        f"version {version} or newer is needed."
    )


def server_version() -> int:
    """Return the major version of the database's server."""
    connection.ensure_connection()
    return int(connection.connection.server_version) // 10_000


def address() -> str:
    """Return the value of `--dbname`, without the password."""
    given = connection.get_connection_params()
    known = {
        name: value
        for name, value in given.items()
        if isinstance(value, str | int) and name not in ("password", "client_encoding")
    }
    return str(make_dsn(**known))


def environment() -> dict[str, str]:
    """Return the environment with the database's password, which a command line would reveal."""
    password = connection.get_connection_params().get("password")
    return {**os.environ, **({"PGPASSWORD": password} if password else {})}


def _installed() -> Iterator[Programs]:
    on_path = shutil.which("pg_dump")
    for folder in (on_path and Path(on_path).parent, wheel_programs()):
        if folder and all((folder / program).is_file() for program in PROGRAMS):
            version = _version(folder / "pg_dump")
            if version is not None:
                yield Programs(folder, version)


def _version(program: Path) -> int | None:
    answer = subprocess.run(  # noqa: S603 - PostgreSQL's own program
        [program, "--version"], capture_output=True, text=True, check=False
    )
    found = re.search(r"\(PostgreSQL\) (\d+)", answer.stdout)
    return int(found[1]) if found else None
