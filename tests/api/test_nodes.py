"""Objects by id, whatever their type."""

from collections.abc import Mapping, Sequence
from typing import Any

import graphene
import pytest
from django.test import RequestFactory
from graphene_django import DjangoObjectType

from api.batching import batch
from api.context import Context
from api.relay import nodes
from api.relay.ids import to_global
from api.relay.nodes import Node, NodeQueries, register_node
from core.accounts.models import User
from core.common.errors import InvalidInput
from core.posts.models import Post

asked: list[tuple[str, list[int]]] = []


@batch("User", default=None)
def users_by_id(context: Context, ids: Sequence[int]) -> Mapping[int, User]:
    asked.append(("User", list(ids)))
    return {each: User(pk=each, username=f"user{each}") for each in ids if each < 100}


@batch("Post", default=None)
def posts_by_id(context: Context, ids: Sequence[int]) -> Mapping[int, Post]:
    asked.append(("Post", list(ids)))
    return {each: Post(pk=each, content=f"post{each}") for each in ids}


class Person(graphene.ObjectType):
    """A type of its own name and fields."""

    class Meta:
        interfaces = (Node,)

    username = graphene.String(required=True)


class Writing(DjangoObjectType):
    """A type made from the model."""

    class Meta:
        model = Post
        fields = ("content",)
        interfaces = (Node,)
        skip_registry = True


class Query(NodeQueries):
    person = graphene.Field(Person, required=True)
    writing = graphene.Field(Writing, required=True)


schema = graphene.Schema(query=Query)


@pytest.fixture(autouse=True)
def registered(monkeypatch: pytest.MonkeyPatch) -> None:
    """The two types, in place of those of the real schema."""
    monkeypatch.setattr(nodes, "_kinds", {})
    monkeypatch.setattr(nodes, "_types", {})
    register_node(Person, model=User, by_id=users_by_id)
    register_node(Writing, model=Post, by_id=posts_by_id)
    asked.clear()


def run(query: str, **variables: Any) -> Any:
    return schema.execute(
        query,
        variables=variables,
        context=Context(RequestFactory().post("/graphql/"), "request-1"),
    )


NODES = """
query ($ids: [ID!]!) {
  nodes(ids: $ids) { __typename id ... on Person { username } ... on Writing { content } }
}
"""


def test_nodes_come_in_the_order_of_their_ids_by_one_batch_a_type() -> None:
    ids = [
        to_global("Writing", 5),
        to_global("Person", 1),
        to_global("Person", 100),
        to_global("Writing", 6),
        to_global("Person", 1),
    ]

    result = run(NODES, ids=ids)

    assert result.errors is None
    assert result.data["nodes"] == [
        {"__typename": "Writing", "id": ids[0], "content": "post5"},
        {"__typename": "Person", "id": ids[1], "username": "user1"},
        None,
        {"__typename": "Writing", "id": ids[3], "content": "post6"},
        {"__typename": "Person", "id": ids[1], "username": "user1"},
    ]
    assert asked == [("Post", [5, 6]), ("User", [1, 100])]


def test_a_node_that_is_not_there_is_null() -> None:
    result = run("query ($id: ID!) { node(id: $id) { id } }", id=to_global("Person", 100))

    assert result.errors is None
    assert result.data == {"node": None}


@pytest.mark.parametrize(
    ("field", "message", "name"),
    [
        ('node(id: "x")', "Invalid ID. Use an ID returned by this API, unchanged.", "id"),
        ('nodes(ids: ["x"])', "Invalid ID. Use an ID returned by this API, unchanged.", "ids"),
        (
            f'node(id: "{to_global("Query", 1)}")',
            "Type Query has no IDs.",
            "id",
        ),
    ],
)
def test_an_id_that_nothing_can_have_is_refused(field: str, message: str, name: str) -> None:
    [error] = run(f"{{ {field} {{ id }} }}").errors

    assert isinstance(error.original_error, InvalidInput)
    assert (error.message, error.original_error.field) == (message, name)
    assert asked == []


def test_a_hundred_nodes_are_enough() -> None:
    assert run(NODES, ids=[to_global("Person", 1)] * 100).errors is None

    [error] = run(NODES, ids=[to_global("Person", 1)] * 101).errors

    assert error.message == "Request at most 100 objects at once."
    assert error.original_error.field == "ids"
