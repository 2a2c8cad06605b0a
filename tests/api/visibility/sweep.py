"""Everything that a viewer can read, by a selection that is made from the schema.

It has every field of every type, and every list in it.
"""

from typing import Any

from graphql import GraphQLObjectType, get_named_type, is_leaf_type

from api.schema import schema
from core.accounts.models import User
from tests.api.client import GraphQLClient

from .world import World

TYPES = schema.graphql_schema.type_map
# What differs between two networks that are otherwise the same.
OWN = {"id", "createdAt", "editedAt", "dateJoined", "email", "startCursor", "endCursor", "cursor"}
ROOTS = (
    "users(first: 9)", "posts(first: 12)", "feed(first: 12, includeOwn: true)",
    "feedConnection(first: 12)", "followSuggestions(first: 6)", "notifications(first: 30)", "me",
    'posts(first: 12, search: "eve OR bob OR mal")',
    'users(first: 9, search: "e")', 'users(first: 9, search: "b")',
    "notifications(unread: true, first: 30)",
)  # fmt: skip
# By its field, how many of a list: what many of them cost is bounded.
FIRST = {
    **dict.fromkeys(("followers", "following", "mutuals", "posts", "likers"), 5),
    **dict.fromkeys(("comments", "commentsConnection", "replies"), 4),
}


def selection(type_: Any, depth: int, *, ids: bool = False) -> str:
    """Every field of the type; lists and other objects in it up to `depth`."""
    named = get_named_type(type_)
    assert isinstance(named, GraphQLObjectType)
    parts = ["id"] if "id" in named.fields else []
    for name, field in named.fields.items():
        inner = get_named_type(field.type)
        if is_leaf_type(inner):
            if ids or name not in OWN:
                parts.append(name)
            continue
        if name == "mentions":
            # As many as a text may have: whole users would exceed what an operation may cost.
            parts.append("mentions { username }")
            continue
        if name == "edges":
            parts.append(f"edges {{ {'cursor' if ids else ''} node {{ id }} }}")
            continue
        # What only passes on to the nodes is no level of its own.
        passing = named.name.endswith(("Connection", "Suggestion"))
        if passing or depth > 0:
            arguments = f"(first: {FIRST[name]})" if name in FIRST else ""
            below = selection(field.type, depth if passing else depth - 1, ids=ids)
            parts.append(f"{name}{arguments} {{ {below} }}")
    return " ".join(dict.fromkeys(parts))


def seen(viewer: User | None, *, exact: bool = False) -> dict[str, Any]:
    """All that the viewer can read, by root field; with ids, times and cursors if `exact`."""
    client, found = GraphQLClient(viewer), {}
    query = TYPES["Query"]
    assert isinstance(query, GraphQLObjectType)
    for root in ROOTS:
        field = query.fields[root.partition("(")[0]]
        chosen = selection(field.type, 1, ids=exact)
        found[root] = _found(client, f"{{ found: {root} {{ {chosen} }} }}")
    # Comments with what hangs on them are one level further down.
    chosen = f"nodes {{ comments(first: 6) {{ {selection(TYPES['Comment'], 1, ids=exact)} }} }}"
    found["comments"] = _found(client, f"{{ found: posts(first: 9) {{ {chosen} }} }}")
    found["unread"] = _found(client, "{ found: unreadNotificationsCount }")
    return found


def _found(client: GraphQLClient, query: str) -> Any:
    """The response; an anonymous viewer has no feed and no notifications."""
    if client.user is None and "errors" in (answer := client.answer(query)):
        return [error["extensions"]["code"] for error in answer["errors"]] == ["UNAUTHENTICATED"]
    return client.data(query)["found"]


def named(found: Any, labels: dict[str, str]) -> Any:
    """The same with names in place of ids; a notification has none."""
    if isinstance(found, list):
        return [named(each, labels) for each in found]
    if isinstance(found, dict):
        return {
            key: labels.get(value, "a notification") if key == "id" else named(value, labels)
            for key, value in found.items()
            if key != "locations"
        }
    return found


def seen_by(world: World, name: str | None) -> Any:
    """All that somebody of this name can read, without ids and times."""
    viewer = world.users[name] if name else None
    if viewer is not None:
        viewer.refresh_from_db()
    return named(seen(viewer), world.labels())
