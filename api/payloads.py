"""Payloads: object types with one field, whose value is what the service returned."""

from typing import Any

import graphene


def payload(name: str, description: str, **field: Any) -> Any:
    """Return an object type with one field; a resolver returns the value of the field itself."""
    [key] = field
    members = {
        **field,
        f"resolve_{key}": staticmethod(lambda value, info: value),
        "Meta": type("Meta", (), {"description": description}),
    }
    return type(name, (graphene.ObjectType,), members)


DeletedPayload = payload(
    "DeletedPayload",
    "The result of a deletion.",
    id=graphene.ID(required=True, description="The ID of the deleted object."),
)
OkPayload = payload(
    "OkPayload",
    "The result of a mutation that returns no object.",
    ok=graphene.Boolean(required=True, description="Always true; a failure is an error."),
)
