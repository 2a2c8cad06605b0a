"""Every query and every recipe of the documents runs, and finds something."""

import pytest
from graphql import OperationDefinitionNode, OperationType

from api.execution.executor import USE_STREAMING
from graph.connection import driver
from tests.api.client import GraphQLClient

from .examples import Network, examples, operations

OPERATIONS = [
    (f"{place} {node.name.value if node.name else number}", node, text)
    for place, block in examples("graphql")
    for number, (node, text) in enumerate(operations(block), 1)
]
RECIPES = examples("cypher")


@pytest.mark.parametrize(
    ("node", "text"), [one[1:] for one in OPERATIONS], ids=[one[0] for one in OPERATIONS]
)
def test_every_operation_is_answered(
    people: Network, node: OperationDefinitionNode, text: str
) -> None:
    name = node.name.value if node.name else ""
    client = GraphQLClient(None if "login" in text else people.ada)
    answer = client.answer(text, **people.variables().get(name, {}))
    if node.operation is OperationType.SUBSCRIPTION:
        assert [error["message"] for error in answer["errors"]] == [USE_STREAMING]
        return
    assert "errors" not in answer, answer
    for field, found in answer["data"].items():
        assert found not in (None, [], {"nodes": []}), f"{field} finds nothing."


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("recipe", [one[1] for one in RECIPES], ids=[one[0] for one in RECIPES])
def test_every_recipe_finds_something_and_writes_nothing(recipe: str) -> None:
    found = driver.driver().execute_query(recipe, routing_="r")
    assert found.records
    assert not found.summary.counters.contains_updates
    known = [each for each in found.summary.gql_status_objects if each.is_notification]
    assert [each.status_description for each in known] == []


@pytest.mark.usefixtures("people")
def test_the_first_recipe_counts_followers() -> None:
    [recipe] = [text for place, text in RECIPES if place == "docs/analysts.md 1"]
    found = driver.driver().execute_query(recipe, routing_="r").records
    assert {each["user"]: each["followers"] for each in found} == {
        "ada": 1, "ben": 1, "cleo": 1, "dan": 2,
    }  # fmt: skip


def test_the_guides_have_examples() -> None:
    places = {place.split()[0] for place, _ in (*examples("graphql"), *RECIPES)}
    assert places >= {"docs/clients.md", "docs/moderators.md", "docs/analysts.md", "README.md"}
    assert len(OPERATIONS) >= 20
    assert len(RECIPES) >= 9


def test_each_operation_of_the_guides_has_a_name_of_its_own() -> None:
    names = [node.name.value for place, node, _ in OPERATIONS if node.name]
    assert len(names) == len(set(names)) >= 17
