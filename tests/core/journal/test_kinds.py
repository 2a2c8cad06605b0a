"""The journal's kinds are those that the registry of edges and the writers know."""

import pytest

from core.journal.models import KINDS, JournalEntry, JournalKind
from core.realtime.models import LiveKind
from graph.edges import EDGES, LIVE_KINDS
from graph.writes.apply import WRITERS
from tests.core.journal.stage import SERVICES

OF_EDGES = [kind for edge in EDGES for kind in edge.kinds]


@pytest.mark.complete
def test_the_kinds_are_those_of_the_registry_and_those_of_users_and_all_have_a_writer() -> None:
    assert [kind for kind, _ in KINDS] == [*JournalKind.values, *OF_EDGES]
    assert ("comment_deleted", "Comment Deleted") in KINDS
    assert sorted(WRITERS) == sorted(dict(KINDS))


def test_every_kind_fits_into_its_column() -> None:
    column = JournalEntry._meta.get_field("kind")
    assert max(map(len, OF_EDGES)) <= (column.max_length or 0)


@pytest.mark.complete
def test_the_state_machine_mixes_every_edge_that_has_services_of_its_own() -> None:
    missing = {edge.name for edge in EDGES if not (edge.with_post or edge.per_comment)} - {
        edge.name for edge in SERVICES
    }
    assert missing == set(), "Add it to SERVICES in tests/core/journal/stage.py."


def test_subscribers_can_receive_every_live_kind() -> None:
    assert sorted(LIVE_KINDS) == [
        "comment_deleted", "commented", "liked", "posted", "unliked",
    ]  # fmt: skip
    assert set(LiveKind.values) >= LIVE_KINDS
