"""Engines that stay up: found by the next run, shared by no two, replaced when they are old."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psutil
import psycopg2
import pytest

from core.dev.engines.processes import recorded_process
from tests import warm


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """Where the engines lie; what runs in it ends with the test."""
    monkeypatch.setattr(warm, "FOLDER", tmp_path)
    yield tmp_path
    for engines in tmp_path.glob("*/"):
        warm.stop(engines)


def test_each_run_has_engines_of_its_own(folder: Path) -> None:
    runs = [warm.take() for _ in range(warm.MOST_RUNS)]
    assert [run.folder for run in runs] == [folder / str(number) for number in range(4)]
    assert len({run.bolt_port for run in runs}) == 4
    with pytest.raises(warm.AllTaken, match=r"^4 runs of the tests have all warm engines"):
        warm.take()
    runs[2].leave()
    assert warm.take().folder == folder / "2"
    assert not warm.any_up()


def test_they_stay_up_with_the_tables_until_they_are_old(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = warm.take()
    first.have_up()
    keeper = recorded_process(first.note)
    assert keeper is not None
    assert not first.renew_database()
    run(first, "CREATE TABLE migrated (id int)")
    first.keep_database()
    run(first, "INSERT INTO migrated VALUES (1)")
    first.leave()

    second = warm.take()
    assert (second.folder, second.neo4j_url) == (first.folder, first.neo4j_url)
    assert second.are_up
    assert warm.any_up()
    second.have_up()
    assert recorded_process(second.note) == keeper
    assert second.renew_database()
    assert run(second, "SELECT FROM migrated") == 0
    second.leave()

    monkeypatch.setattr(warm, "key", lambda: "of other sources")
    third = warm.take()
    assert third.folder == first.folder
    assert not third.are_up
    assert not warm.any_up()
    monkeypatch.undo()
    servers = keeper.children()
    assert sorted(server.name() for server in servers) == ["java", "postgres"]
    first.note.unlink()
    psutil.wait_procs([keeper, *servers], timeout=20)
    assert not any(process.is_running() for process in (keeper, *servers))


def run(engines: warm.Engines, statement: str) -> int:
    with (
        closing(psycopg2.connect(engines.database_url)) as session,
        session,
        session.cursor() as cursor,
    ):
        cursor.execute(statement)
        return int(cursor.rowcount)
