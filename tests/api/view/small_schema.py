"""A small schema of its own, and how its tests ask it."""

import json
from typing import Any

import graphene
from django.test import Client
from django.urls import path
from graphql import GraphQLResolveInfo

from api.context import require_viewer
from api.execution.executor import Executor
from api.http.view import graphql_view
from api.relay.page_arguments import check_size
from api.scalars import Upload
from core.common.errors import InvalidInput

JSON = "application/json"
GRAPHQL_RESPONSE = "application/graphql-response+json"
done: list[str] = []


class Query(graphene.ObjectType):
    hello = graphene.String(name=graphene.String(default_value="world"))
    sized = graphene.String(first=graphene.Int())
    broken = graphene.String()
    needed = graphene.String(required=True)
    me = graphene.String()

    @staticmethod
    def resolve_hello(root: None, info: GraphQLResolveInfo, name: str) -> str:
        return f"Hello {name}"

    @staticmethod
    def resolve_sized(root: None, info: GraphQLResolveInfo, first: int) -> str:
        check_size(first, "first")
        return "fine"

    @staticmethod
    def resolve_broken(root: None, info: GraphQLResolveInfo) -> str:
        raise RuntimeError("a secret")

    @staticmethod
    def resolve_needed(root: None, info: GraphQLResolveInfo) -> str:
        raise InvalidInput("Not today.")

    @staticmethod
    def resolve_me(root: None, info: GraphQLResolveInfo) -> str:
        return require_viewer(info).username


class Mutation(graphene.ObjectType):
    act = graphene.String()
    login = graphene.String()
    size_of = graphene.Int(file=Upload(required=True))

    @staticmethod
    def resolve_act(root: None, info: GraphQLResolveInfo) -> str:
        done.append("act")
        return "done"

    @staticmethod
    def resolve_login(root: None, info: GraphQLResolveInfo) -> str:
        return "welcome"

    @staticmethod
    def resolve_size_of(root: None, info: GraphQLResolveInfo, file: Any) -> int:
        return int(file.size)


urlpatterns = [
    path("graphql/", graphql_view(Executor(graphene.Schema(query=Query, mutation=Mutation))))
]


def post(client: Client, body: Any, content_type: str = JSON, **headers: str) -> Any:
    content = body if isinstance(body, bytes | str) else json.dumps(body)
    return client.post(
        "/graphql/",
        content,
        content_type=content_type,
        headers={name.replace("_", "-"): value for name, value in headers.items()},
    )


def only_error(response: Any) -> tuple[str, dict[str, Any]]:
    body = json.loads(response.content)
    assert list(body) == ["errors"]
    [error] = body["errors"]
    return error["message"], error["extensions"]
