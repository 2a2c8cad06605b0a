"""Every example tab is a document that the schema accepts, with variables that fit it."""

import json
import re
from pathlib import Path

import pytest
from graphql import DocumentNode, GraphQLSchema, OperationDefinitionNode, build_schema, parse
from graphql import validate as validate_document
from graphql.execution.values import get_variable_values

from api.bundles.build import PLAYGROUND

EXAMPLES = PLAYGROUND.folder / "src" / "examples"
DOCUMENTS = sorted(EXAMPLES.glob("*.graphql"))


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    return build_schema((PLAYGROUND.folder.parent / "schema.graphql").read_text())


def operations(document: DocumentNode) -> list[OperationDefinitionNode]:
    return [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]


def test_the_tabs_are_the_files() -> None:
    imported = re.findall(
        r'"\./([\w-]+\.(?:graphql|json))\?raw"', (EXAMPLES / "index.ts").read_text()
    )
    assert imported == sorted(path.name for path in EXAMPLES.iterdir() if path.suffix != ".ts")
    assert len(DOCUMENTS) == 7


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_the_schema_accepts_it(path: Path, schema: GraphQLSchema) -> None:
    assert validate_document(schema, parse(path.read_text())) == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_its_variables_fit(path: Path, schema: GraphQLSchema) -> None:
    variables_path = path.with_suffix(".json")
    variables = json.loads(variables_path.read_text()) if variables_path.exists() else {}
    declared = operations(parse(path.read_text()))[0].variable_definitions
    assert {node.variable.name.value for node in declared} == set(variables)
    assert isinstance(get_variable_values(schema, declared, variables), dict)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_its_operations_have_names_for_the_tabs(path: Path) -> None:
    assert all(operation.name for operation in operations(parse(path.read_text())))
