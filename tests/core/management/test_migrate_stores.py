"""The command `migrate_stores`: alone, two at once, and without a store."""

import os
from collections.abc import Iterator
from urllib.parse import urlsplit

import psycopg2
import psycopg2.extensions
import pytest
from django.conf import settings
from django.db import connection

from graph import schema
from graph.connection import client
from tests.programs import Program

DATABASE = "migrating"
LOCK = (3, 1)
WAITS = "Another process is migrating; waiting for it to finish."
DONE = "The graph's constraints and indexes are in place."


@pytest.fixture
def database_url(stores: None) -> Iterator[str]:
    """An empty database of its own."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {DATABASE}")
    yield urlsplit(settings.DATABASE_URL)._replace(path=f"/{DATABASE}").geturl()
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {DATABASE} WITH (FORCE)")


@pytest.fixture
def bare_graph(stores: None) -> Iterator[list[str]]:
    """A graph without constraints and indexes; yields their names, and restores them."""
    names = installed()
    for name in names:
        client.write(f"DROP CONSTRAINT {name} IF EXISTS")
        client.write(f"DROP INDEX {name} IF EXISTS")
    assert installed() == []
    yield names
    schema.install()


def installed() -> list[str]:
    """The names of the graph's indexes, those of constraints included."""
    rows = client.read("SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' RETURN name")
    return sorted(row["name"] for row in rows)


def migrating(database_url: str, **environ: str) -> Program:
    return Program(
        *("manage.py", "migrate_stores"),
        environ={**os.environ, "DATABASE_URL": database_url, **environ},
    )


def connect(database_url: str) -> psycopg2.extensions.connection:
    raw = psycopg2.connect(database_url)
    raw.autocommit = True
    return raw


def tables(database_url: str) -> int:
    """How many tables of ours the database has."""
    raw = connect(database_url)
    with raw.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE tablename LIKE 'core\\_%'")
        [(found,)] = cursor.fetchall()
    raw.close()
    return int(found)


def test_two_at_once_wait_for_another_and_do_the_work_once(
    database_url: str, bare_graph: list[str]
) -> None:
    holder = connect(database_url)
    with holder.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", LOCK)
    processes = [migrating(database_url) for _ in range(2)]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == f"{WAITS}\n"
    assert tables(database_url) == 0
    holder.close()
    said = [process.communicate(timeout=120) for process in processes]
    assert [process.returncode for process in processes] == [0, 0], said
    applied = [out.count("core.0001_initial... OK") for out, _ in said]
    assert sorted(applied) == [0, 1]
    assert [out.splitlines()[-1] for out, _ in said] == [DONE, DONE]
    assert tables(database_url) == tables(settings.DATABASE_URL)
    assert installed() == bare_graph


def test_it_says_so_when_neo4j_is_unavailable(stores: None) -> None:
    process = migrating(settings.DATABASE_URL, NEO4J_URL="bolt://127.0.0.1:1")
    _, err = process.communicate(timeout=120)
    assert process.returncode == 1
    assert err.endswith("CommandError: Neo4j is unavailable; run this again when it answers.\n")
    # Nothing is held back: the next one goes on at once.
    again = migrating(settings.DATABASE_URL)
    out, err = again.communicate(timeout=120)
    assert again.returncode == 0, err
    assert WAITS not in out
    assert out.splitlines()[-1] == DONE


def test_it_says_so_when_postgres_is_unavailable(stores: None) -> None:
    process = migrating("postgres://nobody@127.0.0.1:1/nothing")
    out, err = process.communicate(timeout=120)
    assert process.returncode == 1
    assert out == ""
    assert err.startswith("CommandError: PostgreSQL is unavailable: ")
    assert "Traceback" not in err
