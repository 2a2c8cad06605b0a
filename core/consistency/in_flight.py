"""Journal entries in flight, and those that the relay has set aside."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from core.database.clock import database_now
from core.journal.models import JournalEntry
from graph.audit.facts import HIDDEN, SHOWN, Key
from graph.edges import EDGES, USER

# With a longer backlog an audit is refused.
MAX_COUNT = 100_000

_EDGES = {kind: edge.name for edge in EDGES for kind in edge.kinds}
_AMONG_PEOPLE = {
    prefix + edge.name for edge in EDGES if edge.to is USER for prefix in ("", HIDDEN, SHOWN)
}


class Backlog(Exception):
    """More entries wait than an audit holds in memory."""


@dataclass(slots=True)
class Changes:
    """The nodes and edges of some journal entries, each with the number of the last such entry."""

    keys: dict[Key, int] = field(default_factory=dict)
    leaving: dict[int, int] = field(default_factory=dict)
    suspending: dict[int, int] = field(default_factory=dict)
    vanishing: dict[int, int] = field(default_factory=dict)

    def add(self, number: int, kind: str, actor: int, target: int, comment: int) -> None:
        """Add one entry."""
        match kind:
            case "user_saved":
                self.keys[Key("User", actor)] = number
            case "suspended" | "reinstated":
                self.suspending[actor] = number
            case "user_deleted":
                self.leaving[actor] = number
            case "post_deleted":
                self.vanishing[target] = number
            case _ if kind in _EDGES:
                self.keys[Key(_EDGES[kind], actor, target, comment)] = number
        if kind == "posted":
            self.keys[Key("Post", target=target)] = number

    def entry_about(self, key: Key) -> int | None:
        """Return the number of an entry that changes this node or edge, or an end of it.

        Suspending or reinstating a user changes their edges.
        """
        is_among_people = key.kind in _AMONG_PEOPLE
        gone = self.leaving if is_among_people else self.vanishing
        return (
            self.keys.get(key)
            or self.leaving.get(key.actor)
            or gone.get(key.target)
            or self.suspending.get(key.actor)
            or (self.suspending.get(key.target) if is_among_people else None)
        )


@dataclass(frozen=True, slots=True)
class InFlight:
    """Entries that the graph does not have: in flight, in flight for too long, and set aside."""

    young: Changes
    late: Changes
    set_aside: Changes


def read_in_flight(in_flight_seconds: float) -> InFlight:
    """Return all entries that are not applied; `late` are older than `in_flight_seconds`.

    Two SQL statements. Raises Backlog.
    """
    on_their_way = list(_rows(JournalEntry.objects.waiting())[: MAX_COUNT + 1])
    if len(on_their_way) > MAX_COUNT:
        raise Backlog
    late_before = database_now() - timedelta(seconds=in_flight_seconds)
    in_flight = InFlight(Changes(), Changes(), Changes())
    for recorded_at, *entry in on_their_way:
        (in_flight.late if recorded_at < late_before else in_flight.young).add(*entry)
    given_up = JournalEntry.objects.filter(applied_at__isnull=True, set_aside_at__isnull=False)
    for _, *entry in _rows(given_up)[:MAX_COUNT]:
        in_flight.set_aside.add(*entry)
    return in_flight


def _rows(entries: QuerySet[JournalEntry]) -> QuerySet[JournalEntry, tuple[Any, ...]]:
    return entries.order_by("id").values_list(
        "recorded_at", "id", "kind", "actor", Coalesce("target", 0), Coalesce("comment", 0)
    )
