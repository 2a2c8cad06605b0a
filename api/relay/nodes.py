"""Relay's `Node`: fetching any object by its global ID."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

import graphene
from django.db.models import Model
from graphql import GraphQLResolveInfo

from api.batching import Batch
from core.common.errors import InvalidInput

from .ids import parse_global, to_global

MAX_NODES = 100


# The batch that reads a type by ID; the type of a model.
_kinds: dict[str, Batch[int, Any, []]] = {}
_types: dict[type[Model], type[graphene.ObjectType]] = {}


def register_node(
    type_: type[graphene.ObjectType], *, model: type[Model], by_id: Batch[int, Any, []]
) -> None:
    """Let `node` and `nodes` find objects of this type.

    `by_id` returns None for an object that does not exist or is hidden from the viewer.
    """
    _kinds[type_._meta.name] = by_id
    _types[model] = type_


class GlobalId(graphene.Field):
    """The field `id`, encoded from the type's name and the primary key."""

    def __init__(self) -> None:
        super().__init__(
            graphene.ID, required=True, description="The globally unique ID of this object."
        )

    def wrap_resolve(self, parent_resolver: Callable[..., Any]) -> Callable[..., str]:
        """Ignore `resolve_id` of the type: that of DjangoObjectType returns the bare key."""
        return resolve_global_id


def resolve_global_id(root: Any, info: GraphQLResolveInfo) -> str:
    """Return the global ID of a model instance."""
    return to_global(info.parent_type.name, root.pk)


class Node(graphene.Interface):
    """An object that can be fetched by its ID."""

    id = GlobalId()

    @classmethod
    def resolve_type(
        cls, instance: Model, info: GraphQLResolveInfo
    ) -> type[graphene.ObjectType] | None:
        """Return the GraphQL type of a model instance."""
        return _types.get(type(instance))


class NodeQueries(graphene.ObjectType):
    """The node fields of Query."""

    node = graphene.Field(
        Node,
        id=graphene.ID(required=True, description="The ID of any object."),
        description="The object with this ID; null if it does not exist or is not visible to you.",
    )
    nodes = graphene.List(
        Node,
        required=True,
        ids=graphene.List(
            graphene.NonNull(graphene.ID),
            required=True,
            description=f"Up to {MAX_NODES} IDs of objects of any type.",
        ),
        description="The objects with these IDs, in the same order; null for each one not found.",
    )

    @staticmethod
    def resolve_node(root: None, info: GraphQLResolveInfo, id: str) -> Any:
        [found] = fetch_nodes(info, [id], field="id")
        return found

    @staticmethod
    def resolve_nodes(root: None, info: GraphQLResolveInfo, ids: list[str]) -> list[Any]:
        """Return the objects. Cost: one batch per type."""
        if len(ids) > MAX_NODES:
            raise InvalidInput(f"Request at most {MAX_NODES} objects at once.", "ids")
        return fetch_nodes(info, ids, field="ids")


def fetch_nodes(info: GraphQLResolveInfo, global_ids: Sequence[str], *, field: str) -> list[Any]:
    """Return the objects with these IDs, in the same order, None for each one not found.

    Raises InvalidInput, naming the argument `field`, for a malformed ID or a type without IDs.
    Cost: one batch per type.
    """
    wanted = [parse_global(global_id, field) for global_id in global_ids]
    by_type: dict[str, list[int]] = defaultdict(list)
    for type_name, number in wanted:
        if type_name not in _kinds:
            raise InvalidInput(f"Type {type_name} has no IDs.", field)
        by_type[type_name].append(number)
    found = {
        (type_name, number): value
        for type_name, numbers in by_type.items()
        for number, value in zip(numbers, _kinds[type_name].load_many(info, numbers), strict=True)
    }
    return [found[each] for each in wanted]
