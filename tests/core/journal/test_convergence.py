"""Any order, any repetition and any interleaving of appliers ends in the same graph.

People act through the services while their processes die here and there between the commit and the
mark of the journal; appliers deliver whatever was ever written, late, again, shuffled, in batches
and beside each other, and tombstones are purged in between. A plain model says what must come out.
`FAULTS=full` looks much longer.
"""

import os
from datetime import timedelta
from functools import partial

import pytest
from django.db.models import QuerySet
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.database import DirectoryBasedExampleDatabase
from hypothesis.stateful import rule

from core.journal.models import JournalEntry
from core.journal.safe_position import safe_position
from core.relay.purge import purge
from core.relay.relay import drain, relay_batch
from graph.writes.apply import apply_changes
from graph.writes.changes import Change
from graph.writes.watermark import watermark
from tests.core.journal.acting import Acting
from tests.core.journal.dying import End
from tests.core.journal.same_documents import check_documents
from tests.same_graph import check_graph
from tests.threads import at_once

pytestmark = pytest.mark.usefixtures("stores")

FULL = os.environ.get("FAULTS") == "full"
SETTINGS = settings(
    max_examples=300 if FULL else 4,
    stateful_step_count=60 if FULL else 40,
    deadline=None,
    derandomize=False,
    print_blob=True,
    database=DirectoryBasedExampleDatabase(".hypothesis/examples"),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

NOW = timedelta(0)
SIZES = st.integers(1, 9)


class Convergence(Acting):
    """Everything that people do, and everything that can happen to the journal."""

    @rule(numbers=st.lists(st.integers(0, 999), min_size=1, max_size=20), size=SIZES)
    def deliver_some_late(self, numbers: list[int], size: int) -> None:
        """By an applier that knows nothing of marks, in any order, again and again."""
        _deliver([self.journal[number % len(self.journal)] for number in numbers], size)

    @rule(size=SIZES)
    def deliver_all_late(self, size: int) -> None:
        _deliver(self._shuffled(), size)

    @rule(limit=SIZES)
    def relay(self, limit: int) -> None:
        waiting = _waiting().count()
        assert relay_batch(limit=limit, grace=NOW) == min(limit, waiting)

    @rule()
    def purge(self) -> None:
        purge()
        first = _waiting().values_list("pk", flat=True).order_by("pk").first()
        assert watermark() == (first or safe_position() + 1)

    @rule(limit=SIZES, size=SIZES)
    def appliers_beside_each_other(self, limit: int, size: int) -> None:
        """Two relays, two late appliers and the purge, at once."""
        relay = partial(relay_batch, limit=limit, grace=NOW)
        results = at_once(
            relay,
            relay,
            partial(_deliver, self._shuffled(), size),
            partial(_deliver, self._shuffled(), size),
            purge,
        )
        assert [result for result in results if isinstance(result, Exception)] == []

    @rule()
    def drain(self) -> None:
        drain()
        self._check()

    def teardown(self) -> None:
        drain()
        self._check()
        _deliver(self._shuffled(), 1)
        self._check()
        self.purge()
        _deliver(self._shuffled(), 3)
        self._check()

    def _shuffled(self) -> list[Change]:
        return self.random.sample(self.journal, len(self.journal))

    def _check(self) -> None:
        """Nothing waits, and both stores are what the model says."""
        assert _waiting().count() == 0
        check_documents(self.model)
        check_graph(self.model)


def _waiting() -> QuerySet[JournalEntry]:
    return JournalEntry.objects.filter(applied_at__isnull=True)


def _deliver(changes: list[Change], size: int) -> None:
    for start in range(0, len(changes), size):
        apply_changes(changes[start : start + size])


def test_a_name_that_another_user_had_is_refused() -> None:
    machine = Convergence()
    ada, bob = 1, 2
    machine.change_name(ada, "dan", End.COMPLETE)
    machine.change_name(bob, "ADA", End.COMPLETE)
    machine.change_name(ada, "Ada", End.COMPLETE)
    assert [machine.model.people[one].username for one in (ada, bob)] == ["Ada", "bob"]
    machine.teardown()


TestConvergence = Convergence.TestCase
TestConvergence.settings = SETTINGS
