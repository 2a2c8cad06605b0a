"""The graph's data of a user on their page, read-only."""

from collections.abc import Iterable

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from core.consistency.people import edge_counts
from graph.errors import GraphUnavailable
from graph.nodes import User
from graph.traversals.overview import overview

from .formatting import NOTHING
from .links import link_to

UNAVAILABLE = "The graph database is temporarily unavailable."


def graph_panel(uid: int) -> SafeString | str:
    """Return the counts of the graph and of PostgreSQL, and the newest follows.

    Cost: one SQL and two Cypher statements.
    """
    try:
        graph = overview(uid)
    except GraphUnavailable:
        return UNAVAILABLE
    if graph is None:
        return "The graph has no node of this user."
    expected = edge_counts(uid)
    rows = (
        ("followers", graph.followers, NOTHING),
        ("following", graph.following, expected.get("FOLLOWS", 0)),
        ("posts", graph.posts, expected.get("POSTED", 0)),
        ("likes", graph.likes, expected.get("LIKED", 0)),
    )
    return format_html(
        "<table><tr><th></th><th>Neo4j</th><th>PostgreSQL</th></tr>{}</table>"
        "<p>Last followed: {}</p><p>Last followers: {}</p>",
        format_html_join("", "<tr><th>{}</th><td>{}</td><td>{}</td></tr>", rows),
        _names(graph.last_followed),
        _names(graph.last_followers),
    )


def _names(people: Iterable[User]) -> SafeString | str:
    links = [(link_to("user", each.uid, each.username),) for each in people]
    return format_html_join(", ", "{}", links) if links else NOTHING
