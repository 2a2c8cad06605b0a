"""An import that is killed half-way ends, run again, where it would have ended."""

import signal
from pathlib import Path

import pytest

from core.journal.models import JournalEntry
from tests.programs import Program
from tests.waiting import wait_until

from .running import documents, graph_counts, run_import

PEOPLE, EDGES, BATCH = 200, 4_800, 400
# The command, in small batches.
IMPORT = f"""
import sys
import django
django.setup()
from django.core.management import call_command
from core.importers.edge_lists import load
load.BATCH = {BATCH}
call_command("import_network", sys.argv[1])
"""


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
    process = Program("-c", IMPORT, path)
    follows = JournalEntry.objects.filter(kind="followed")
    wait_until(lambda: follows.count() >= BATCH, seconds=60)
    process.kill()
    assert process.wait() == -signal.SIGKILL
    assert BATCH <= follows.count() < EDGES
    assert follows.count() % BATCH == 0

    run_import(path)
    assert documents() == {
        "users": PEOPLE, "posts": 0, "comments": 0, "replies": 0, "records": PEOPLE,
        "entries": PEOPLE + EDGES, "unapplied": 0,
    }  # fmt: skip
    assert graph_counts() == {"User": PEOPLE, "FOLLOWS": EDGES}
