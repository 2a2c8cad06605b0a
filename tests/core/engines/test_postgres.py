"""The embedded PostgreSQL, run for real."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import psycopg2
import pytest

from core.dev.engines.postgres import EmbeddedPostgres
from core.dev.engines.processes import StartFailed
from tests.waiting import wait_until

BUSY = "SELECT count(*) FROM (SELECT generate_series(1, 100000000000))"
COUNT = "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query ="


def ask(server: EmbeddedPostgres, statement: str) -> object:
    """Run one statement in a session of its own; the first value of its answer."""
    session = psycopg2.connect(server.url)
    try:
        with session, session.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchone()[0] if cursor.description else None
    finally:
        session.close()


def test_data_survive_a_stop_a_kill_and_a_stale_pid_file(tmp_path: Path) -> None:
    data = tmp_path / "postgres"
    with EmbeddedPostgres(data) as server:
        ask(server, "CREATE TABLE kept (word text)")
        ask(server, "INSERT INTO kept VALUES ('stopped')")
        assert ask(server, "SELECT lower('ÅÉ')") == "åé"
        assert ask(server, "SHOW listen_addresses") == ""
    assert not server.socket_folder.exists()

    server = EmbeddedPostgres(data)
    server.start()
    ask(server, "INSERT INTO kept VALUES ('killed')")
    assert server.process.pid is not None
    psutil.Process(server.process.pid).kill()

    # The pid that the killed server noted belongs to somebody else by now: to our parent.
    successor = EmbeddedPostgres(data)
    pid_file = data / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    pid_file.write_text("\n".join([str(psutil.Process().ppid()), *lines[1:]]) + "\n")
    with successor:
        assert ask(successor, "SELECT string_agg(word, ' ') FROM kept") == "stopped killed"


def test_a_busy_session_does_not_block_the_restart_of_a_killed_server(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path / "postgres")
    with server, ThreadPoolExecutor() as pool:
        busy = pool.submit(ask, server, BUSY)
        wait_until(lambda: ask(server, f"{COUNT} '{BUSY}'") == 1)
        assert server.process.pid is not None
        psutil.Process(server.process.pid).kill()
        wait_until(lambda: not server.process.is_running())
        assert not busy.done()
        server.start()
        assert ask(server, f"{COUNT} '{BUSY}'") == 0
        with pytest.raises(psycopg2.Error):
            busy.result()


def test_a_server_that_outlived_its_parent_is_stopped_by_the_next(tmp_path: Path) -> None:
    data = tmp_path / "postgres"
    first = EmbeddedPostgres(data, durable=False)
    first.start()
    assert ask(first, "SHOW fsync") == "off"
    with EmbeddedPostgres(data, durable=False) as second:
        assert not first.process.is_running()
        assert second.is_up()
    assert not second.is_up()


def test_a_half_made_data_folder_is_made_again(tmp_path: Path) -> None:
    draft = tmp_path / "postgres.new"
    draft.mkdir()
    (draft / "PG_VERSION").write_text("18\n")
    with EmbeddedPostgres(tmp_path / "postgres", durable=False) as server:
        assert ask(server, "SELECT current_database()") == "social"
    assert not draft.exists()


def test_a_folder_that_is_no_database_is_reported_with_the_servers_words(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir(mode=0o700)
    server = EmbeddedPostgres(tmp_path / "postgres", durable=False)
    with pytest.raises(StartFailed, match="PostgreSQL ended with code"):
        server.start()
    server.stop()


def test_a_clone_too_deep_for_a_socket_works_too(tmp_path: Path) -> None:
    deep = tmp_path / ("x" * 90) / "postgres"
    with EmbeddedPostgres(deep, durable=False) as server:
        assert not server.socket_folder.is_relative_to(tmp_path)
        assert ask(server, "SELECT 1") == 1
    assert not server.socket_folder.exists()
