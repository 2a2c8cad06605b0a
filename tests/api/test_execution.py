"""Planned execution answers as graphql-core does: data, errors, their order, paths and places."""

from dataclasses import dataclass, field
from typing import Any

import graphene
import pytest
from graphene.types.resolver import dict_or_attr_resolver
from graphql import DocumentNode, OperationDefinitionNode, parse
from graphql import execute as reference

from api.default_resolver import attribute
from api.execution.field_plans import Plans, Selection, has_conditions
from api.execution.planned import execute


@dataclass
class Person:
    """What the fields read."""

    name: Any = "Ada"
    age: Any = 36
    friends: Any = field(default_factory=list)
    best: Any = None


def _fail(message: str) -> Any:
    raise ValueError(message)


class Named(graphene.Interface):
    """Whatever has a name."""

    name = graphene.String(required=True)

    @classmethod
    def resolve_type(cls, instance: Any, info: Any) -> type[graphene.ObjectType]:
        return City if isinstance(instance, dict) else Human


class City(graphene.ObjectType):
    """Comes as a dictionary."""

    class Meta:
        interfaces = (Named,)
        default_resolver = dict_or_attr_resolver

    size = graphene.Int()


class Color(graphene.Enum):
    """An enumeration."""

    RED = "red"


class Human(graphene.ObjectType):
    """Comes as an object, whose fields are read as those of the API are."""

    class Meta:
        interfaces = (Named,)
        default_resolver = attribute

    age = graphene.Int()
    needed_age = graphene.Int(required=True)
    friends = graphene.List(graphene.NonNull(lambda: Human))
    loose_friends = graphene.List(lambda: Human)
    needed_friends = graphene.List(graphene.NonNull(lambda: Human), required=True)
    grid = graphene.List(graphene.List(graphene.Int))
    best = graphene.Field(lambda: Human)
    needed_best = graphene.Field(lambda: Human, required=True)
    near = graphene.List(Named)
    color = graphene.Field(Color)
    wish = graphene.String(to=graphene.String(required=True), times=graphene.Int())
    echo = graphene.String(numbers=graphene.List(graphene.Int))
    path = graphene.List(graphene.String)
    fails = graphene.String()
    needed_fails = graphene.String(required=True)

    resolve_needed_age = staticmethod(lambda person, info: person.age)
    resolve_loose_friends = staticmethod(lambda person, info: person.friends)
    resolve_needed_friends = staticmethod(lambda person, info: person.friends)
    resolve_needed_best = staticmethod(lambda person, info: person.best)
    resolve_grid = staticmethod(lambda person, info: [[1, None], None, ["x", 2]])
    resolve_near = staticmethod(
        lambda person, info: (each for each in [*person.friends, {"name": "Paris", "size": 2}])
    )
    resolve_color = staticmethod(lambda person, info: "red")
    resolve_echo = staticmethod(lambda person, info, numbers=None: repr(numbers))
    resolve_path = staticmethod(lambda person, info: [str(key) for key in info.path.as_list()])
    resolve_fails = staticmethod(lambda person, info: _fail(f"{person.name} fails"))
    resolve_needed_fails = staticmethod(lambda person, info: _fail("needed"))

    @staticmethod
    def resolve_wish(person: Person, info: Any, to: str, times: int = 1) -> str:
        return f"{person.name} greets {to}" * times


class Query(graphene.ObjectType):
    """The root."""

    human = graphene.Field(Human)
    needed = graphene.Field(Human, required=True)
    people = graphene.List(Human)
    trouble = graphene.List(Human)
    number = graphene.Int()
    twice = graphene.List(Named)

    resolve_human = staticmethod(lambda root, info: _world())
    resolve_needed = staticmethod(lambda root, info: _world())
    resolve_people = staticmethod(lambda root, info: [_world(), None, *_world().friends])
    resolve_trouble = staticmethod(lambda root, info: [_world().friends[0], ValueError("no item")])
    resolve_number = staticmethod(lambda root, info: "nine")
    resolve_twice = staticmethod(lambda root, info: [_world(), _world()])


class Mutation(graphene.ObjectType):
    """One after the other."""

    add = graphene.Field(Human, name_=graphene.String(name="name"))

    @staticmethod
    def resolve_add(root: Any, info: Any, name_: str | None = None) -> Person:
        info.context.append(name_)
        return Person(name=", ".join(map(str, info.context)))


def _world() -> Person:
    return WORLD


WORLD: Person = Person(
    friends=[
        Person("Bob", age="old"),
        Person(None, age=None),
        Person(ValueError("a value that is an error"), age=True),
        Person("Eve", friends=7, best=Person("Zoe", age=2**40)),
    ]
)
SCHEMA = graphene.Schema(Query, Mutation, types=[City]).graphql_schema

OPERATIONS = [
    "{ human { name age friends { name } } }",
    "{ human { __typename name best { name } neededBest { name } } }",
    "{ needed { neededBest { name } } number }",
    "{ people { name age } }",
    "{ people { neededAge } }",
    "{ people { __typename } }",
    "{ trouble { __typename } again: trouble { age name } }",
    "{ human { friends { color name } looseFriends { name } } }",
    "{ human { looseFriends { age neededAge } } }",
    "{ human { looseFriends { friends { name } best { name age } } } }",
    "{ human { neededFriends { name } } number }",
    "{ human { neededFriends { age } grid color } }",
    "{ human { near { __typename name ... on City { size } ... on Human { age } } } }",
    '{ twice { name ... on Human { fails wish(to: "x") } } again: twice { name } }',
    "{ twice { name ... on Human { age } } }",
    "{ human { a: fails b: fails neededFails } number }",
    "{ human { path friends { path } } other: human { path } }",
    '{ human { wish(to: "Bob") again: wish(to: "Eve", times: 2) echo(numbers: [1, 2]) } }',
    "query ($to: String!, $n: [Int]) { human { wish(to: $to) echo(numbers: $n) } }",
    "query ($to: String) { human { wish(to: $to) } }",
    "query ($n: Int) { human { echo(numbers: [1, $n]) friends { echo(numbers: [$n]) } } }",
    "query ($yes: Boolean!) { human { name @include(if: $yes) age @skip(if: $yes) ...F } } "
    "fragment F on Human { best @skip(if: $yes) { name } color }",
    "{ human { ...F age } } fragment F on Human { name age ... on Named { name } best { age } }",
    "{ human { friends { age } } human { friends { name } best { name } } }",
    '{ __type(name: "Human") { name fields { name } } __schema { queryType { name } } }',
    'mutation { first: add(name: "one") { name } second: add { name fails } }',
    "query A { human { name } } query B { number }",
    "query ($missing: Int!) { number }",
]
VARIABLES: list[dict[str, Any]] = [
    {"to": "Bob", "n": [1, None], "yes": True},
    {"yes": False, "n": None, "missing": 3},
    {"to": None, "n": 5, "missing": "x", "yes": "maybe"},
]


def _shown(result: Any) -> Any:
    return result.formatted


@pytest.mark.parametrize("text", OPERATIONS)
def test_answers_are_those_of_graphql_core(text: str) -> None:
    document = parse(text)
    for operation in _operations(document):
        kept = Plans()
        for variables in VARIABLES:
            name = operation.name.value if operation.name else None
            expected = reference(SCHEMA, document, None, [], variables, name)
            plans = Plans() if has_conditions(document) else kept
            for _ in range(2):  # the second time with plans that exist
                found = execute(
                    *(SCHEMA, document, operation, plans),
                    root=None,
                    context=[],
                    variables=variables,
                )
                assert _shown(found) == _shown(expected)


def _operations(document: DocumentNode) -> list[OperationDefinitionNode]:
    return [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]


def test_only_what_has_no_resolver_is_read_without_one() -> None:
    human = SCHEMA.type_map["Human"]
    nodes = parse("{ name age wish }").definitions[0].selection_set.selections  # type: ignore[attr-defined]
    fields = Selection(SCHEMA, human, {node.name.value: [node] for node in nodes}).fields
    assert [(each.name, each.read is not None) for each in fields] == [
        ("name", True),
        ("age", True),
        ("wish", False),
    ]


def test_plans_are_kept_where_no_variable_decides_what_is_selected() -> None:
    assert not has_conditions(parse("{ human { name } }"))
    assert has_conditions(parse("{ human { ...F } } fragment F on Human { name @skip(if: true) }"))
