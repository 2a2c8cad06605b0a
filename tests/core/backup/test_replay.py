"""What PostgreSQL is given to read when a backup is restored."""

import subprocess
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from core.backup import take_backup
from core.backup.programs import programs_for
from core.backup.replay import copy_sql
from tests.factories import make_user

# Of the settings that any pg_restore writes, what version 15 has.
KNOWN_TO_15 = {
    "statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout", "client_encoding",
    "standard_conforming_strings", "check_function_bodies", "xmloption", "client_min_messages",
    "row_security", "default_tablespace", "default_table_access_method",
}  # fmt: skip


@pytest.fixture
def sql(stores: None, tmp_path: Path) -> bytes:
    """A backup's SQL, by the newest pg_restore that is here."""
    make_user("ada")
    take_backup(tmp_path / "one.backup")
    with ZipFile(tmp_path / "one.backup") as archive:
        dump = archive.read("database.dump")
    command = programs_for(18).command("pg_restore", "--no-owner", "--no-privileges", "--file=-")
    return subprocess.run(command, input=dump, capture_output=True, check=True).stdout


def settings(sql: bytes) -> set[str]:
    """The names that it sets."""
    lines = sql.decode().splitlines()
    return {line.split()[1] for line in lines if line.startswith("SET ")}


def test_older_servers_are_not_given_what_they_do_not_know(sql: bytes) -> None:
    taken = BytesIO()
    copy_sql(BytesIO(sql), taken)
    assert settings(sql) - KNOWN_TO_15 == {"transaction_timeout"}
    assert settings(taken.getvalue()) == settings(sql) & KNOWN_TO_15
    assert taken.getvalue() == sql.replace(b"SET transaction_timeout = 0;\n", b"")
