"""Changes of code on disk, seen by the system's own word."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from watchfiles import Change

from core.dev.engines.changes import Changes, code_folders, is_code

SECONDS = 20.0


@pytest.fixture
def code(tmp_path: Path) -> Path:
    """A room with a package in it."""
    (tmp_path / "room" / "posts").mkdir(parents=True)
    return tmp_path / "room"


@pytest.fixture
def changes(code: Path) -> Iterator[Changes]:
    """A watcher of the folder that has reported a first change, so that it is known to watch."""
    with Changes([code]) as changes:
        first = code / "first.py"
        for number in range(1000):
            first.write_text(f"x = {number}\n")
            if changes.wait(0.1):
                break
        while changes.wait(0.5):
            pass
        yield changes


def test_a_saved_file_is_seen(code: Path, changes: Changes) -> None:
    (code / "posts" / "types.py").write_text("x = 1\n")
    assert changes.wait(SECONDS) == [str(code / "posts" / "types.py")]


def test_an_editor_that_replaces_the_file_is_seen(code: Path, changes: Changes) -> None:
    (code / "types.tmp").write_text("x = 1\n")
    (code / "types.tmp").rename(code / "types.py")
    assert changes.wait(SECONDS) == [str(code / "types.py")]


def test_what_is_no_code_is_left_alone(code: Path, changes: Changes) -> None:
    (code / "notes.txt").write_text("x\n")
    (code / "posts" / "types.py").write_text("x = 1\n")
    assert changes.wait(SECONDS) == [str(code / "posts" / "types.py")]


def test_a_new_folder_is_watched_too(code: Path, changes: Changes) -> None:
    (code / "likes").mkdir()
    assert str(code / "likes") in changes.wait(SECONDS)
    while changes.wait(0.5):
        pass
    (code / "likes" / "types.py").write_text("x = 1\n")
    assert changes.wait(SECONDS) == [str(code / "likes" / "types.py")]


def test_nothing_is_seen_where_nothing_happens(changes: Changes) -> None:
    assert changes.wait(0.2) == []


def test_folders_of_others_are_left_out(tmp_path: Path) -> None:
    for name in ("posts/deep", "node_modules/react", "__pycache__", "dist/assets"):
        (tmp_path / name).mkdir(parents=True)
    assert code_folders([tmp_path]) == [tmp_path, tmp_path / "posts", tmp_path / "posts/deep"]


def test_a_folder_of_compiled_modules_is_no_change_of_code(tmp_path: Path) -> None:
    for name, is_ours in (("__pycache__", False), ("posts", True)):
        (tmp_path / name).mkdir()
        assert is_code(Change.added, str(tmp_path / name)) is is_ours
    assert is_code(Change.modified, str(tmp_path / "views.py"))
    assert not is_code(Change.modified, str(tmp_path / "views.pyc"))
