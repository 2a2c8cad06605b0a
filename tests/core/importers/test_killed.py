"""An import that is killed half-way ends, run again, where it would have ended."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from core.journal.models import JournalEntry
from tests.waiting import wait_until

from .running import documents, graph_counts, run_import

ROOT = Path(__file__).resolve().parents[3]
PEOPLE, EDGES = 2_000, 24_000


@pytest.mark.usefixtures("stores")
def test_killed_and_run_again(tmp_path: Path) -> None:
    path = tmp_path / "ring.csv"
    path.write_text(
        "".join(
            f"{person},{(person + step) % PEOPLE}\n"
            for step in range(1, EDGES // PEOPLE + 1)
            for person in range(PEOPLE)
        )
    )
    process = subprocess.Popen([sys.executable, "manage.py", "import_network", path], cwd=ROOT)
    follows = JournalEntry.objects.filter(kind="followed")
    wait_until(lambda: follows.count() >= 5_000, seconds=60)
    process.kill()
    assert process.wait() == -signal.SIGKILL
    assert 5_000 <= follows.count() < EDGES

    run_import(path)
    assert documents() == {
        "users": PEOPLE, "posts": 0, "comments": 0, "replies": 0, "records": PEOPLE,
        "entries": PEOPLE + EDGES, "unapplied": 0,
    }  # fmt: skip
    assert graph_counts() == {"User": PEOPLE, "FOLLOWS": EDGES}
