"""What commands say when the graph cannot be used."""

from django.core.management.base import CommandError

from core.journal.pairing import require_ours
from graph.errors import ForeignGraph, GraphUnavailable


def graph_trouble(error: GraphUnavailable, unavailable: str) -> CommandError:
    """Return the error of a command: `unavailable`, but of another's graph what it says itself."""
    return CommandError(error.message if isinstance(error, ForeignGraph) else unavailable)


def refuse_foreign_graph(unavailable: str = "") -> None:
    """Raise CommandError if the graph may be another installation's, before anything is changed.

    Where Neo4j is unavailable raises CommandError saying so, or nothing without such a text.
    """
    try:
        require_ours()
    except GraphUnavailable as error:
        if unavailable or isinstance(error, ForeignGraph):
            raise graph_trouble(error, unavailable) from error
