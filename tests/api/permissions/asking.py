"""Asking as each kind of person, and what became of each field."""

import json
from typing import Any

from graphql import FieldNode, get_named_type, is_leaf_type, parse
from graphql.language import OperationDefinitionNode

from api.schema import schema
from tests.web import WebClient

from .people import Kind, Scene
from .table import NULL, OK

SCHEMA = schema.graphql_schema
TYPES = {
    **dict.fromkeys(("user", "fan", "post", "comment", "reply", "notification"), "ID!"),
    **dict.fromkeys(("act", "bulk", "session", "passkey"), "ID!"),
    **dict.fromkeys(("dataExport", "relationImport"), "ID!"),
    **dict.fromkeys(("mutedWord", "apiToken", "webhook", "delivery"), "ID!"),
    **dict.fromkeys(("dataExport", "relationImport"), "ID!"),
    **dict.fromkeys(("case", "warning", "proposal", "appealed", "ring", "judgedRing"), "ID!"),
    **dict.fromkeys(("username", "own", "refreshToken", "password"), "String!"),
}


def worded(
    scene: Scene, kind: Kind, selection: str, *, operation: str = "query"
) -> tuple[str, dict[str, Any]]:
    """The operation with a selection that may use the variables of the scene, and these."""
    used = {name: type_ for name, type_ in TYPES.items() if _uses(selection, name)}
    declared = ", ".join(f"${name}: {type_}" for name, type_ in used.items())
    values = scene.variables(kind)
    query = f"{operation}{f' ({declared})' if used else ''} {{ {selection} }}"
    return query, {name: values[name] for name in used}


def ask(scene: Scene, kind: Kind, selection: str, *, operation: str = "query") -> dict[str, Any]:
    """The answer to a selection that may use the variables of the scene."""
    query, variables = worded(scene, kind, selection, operation=operation)
    body = {"query": query, "variables": variables}
    token = scene.tokens.get(kind)
    response = WebClient().post(
        "/graphql/",
        json.dumps(body),
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}"} if token else {},
    )
    answer: dict[str, Any] = response.json()
    return answer


def _uses(selection: str, name: str) -> bool:
    """Whether the text contains the variable, not one with a longer name."""
    return f"${name}" in selection.replace(f"${name}name", "")


def outcome(answer: dict[str, Any], path: tuple[str | int, ...]) -> str:
    """OK, NULL, or the code of the error that is at fault for what is missing at `path`."""
    for error in answer.get("errors", ()):
        where = tuple(error.get("path", ()))
        if where == path[: len(where)]:
            code: str = error["extensions"]["code"]
            return code
    value = answer["data"]
    for step in path:
        if not value or (isinstance(step, str) and step not in value):
            return NULL
        value = value[step]
    return NULL if value is None else OK


def selected(type_name: str) -> str:
    """Every field of the type, each with a field of its type."""
    parts = []
    for name, field in SCHEMA.type_map[type_name].fields.items():
        inner = get_named_type(field.type)
        parts.append(name if is_leaf_type(inner) else f"{name} {{ __typename }}")
    return " ".join(parts)


def selected_fields(mutation: str) -> set[str]:
    """The fields that a mutation of the table selects in its payload."""
    [operation] = parse(f"mutation {{ {mutation} }}").definitions
    assert isinstance(operation, OperationDefinitionNode)
    [field] = operation.selection_set.selections
    assert isinstance(field, FieldNode)
    assert field.selection_set is not None
    inner = field.selection_set.selections
    return {each.name.value for each in inner if isinstance(each, FieldNode)}
