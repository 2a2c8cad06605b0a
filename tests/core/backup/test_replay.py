"""What PostgreSQL is given to read when a backup is restored."""

import subprocess
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from core.backup import take_backup
from core.backup.programs import programs_for
from core.backup.replay import REFUSED, copy_sql
from tests.factories import make_user

TIMEOUT = b"SET transaction_timeout = 0;\n"
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


def test_servers_are_not_given_what_they_may_refuse(sql: bytes) -> None:
    """Nor is anything left out of the rows, whatever people write."""
    noted = b"ALTER TABLE ONLY public.core_post ALTER COLUMN id SET (pg_attver=26725040);\n"
    hostile = b"COPY public.core_post (content) FROM stdin;\n" + noted + TIMEOUT + b"\\.\n"
    tables, copy, rows = sql.partition(b"COPY ")
    written = tables + noted + hostile + copy + rows

    taken = BytesIO()
    copy_sql(BytesIO(written), taken)

    assert settings(sql) - KNOWN_TO_15 == {"transaction_timeout"}
    left = REFUSED.sub(b"", tables)
    assert settings(left) == settings(sql) & KNOWN_TO_15
    assert taken.getvalue() == left + hostile + copy + rows
    assert tables.count(TIMEOUT) == 1


def test_sql_without_rows_is_copied_to_its_end() -> None:
    taken = BytesIO()
    copy_sql(BytesIO(b"SELECT 1;\n" + TIMEOUT + b"SELECT 2;"), taken)
    assert taken.getvalue() == b"SELECT 1;\nSELECT 2;"
