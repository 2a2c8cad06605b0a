"""The journal's kinds are those that the registry of edges and the writers know."""

from core.journal.models import JournalEntry, JournalKind
from core.realtime.models import LiveKind
from graph.edges import EDGES, LIVE_KINDS
from graph.writes.apply import WRITERS

OF_EDGES = [kind for edge in EDGES for kind in edge.kinds]


def test_django_and_the_writers_know_the_kinds_of_the_registry_and_those_of_users() -> None:
    of_users = ["user_saved", "user_deleted", "suspended", "reinstated"]
    assert sorted(JournalKind.values) == sorted([*of_users, *OF_EDGES])
    assert sorted(WRITERS) == sorted(JournalKind.values)


def test_every_kind_fits_into_its_column() -> None:
    column = JournalEntry._meta.get_field("kind")
    assert max(map(len, OF_EDGES)) <= (column.max_length or 0)


def test_subscribers_can_receive_every_live_kind() -> None:
    assert sorted(LIVE_KINDS) == [
        "comment_deleted", "commented", "liked", "post_deleted", "posted", "unliked",
    ]  # fmt: skip
    assert set(LiveKind.values) >= LIVE_KINDS
