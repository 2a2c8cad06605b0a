"""The pages of the schema's reference, and the places of the documents in the site."""

from pathlib import Path

import pytest
from graphql import build_schema

from docs.reference import TITLES, pages
from docs.staging import ROOT, SCHEMA, place, stage, title

SMALL = '''
"""All questions."""
type Query {
  """The person with this ID or name."""
  person(
    """The ID."""
    id: ID
    """How many | letters."""
    first: Int! = 20
  ): Person
}
interface Node { "The ID." id: ID! }
"""Somebody."""
type Person implements Node {
  "The ID."
  id: ID!
  "Their mood."
  mood: Mood @deprecated(reason: "Nobody tells.")
}
enum Mood { "Glad." GOOD BAD }
'''


def test_a_reference_says_all_that_a_schema_does(tmp_path: Path) -> None:
    (tmp_path / "schema.graphql").write_text(SMALL)
    found = pages(tmp_path / "schema.graphql")
    assert sorted(found) == [
        *("enums.md", "index.md", "interfaces.md", "objects.md", "queries.md", "scalars.md")
    ]
    assert found["queries.md"] == (
        "# Queries\n\n## person\n\nThe person with this ID or name.\n\n"
        "```text\nperson(id: ID, first: Int! = 20): Person\n```\n\n"
        "Returns [`Person`](objects.md#person).\n\n"
        "| argument | type |  |\n| --- | --- | --- |\n"
        "| `id` | [`ID`](scalars.md#id) | The ID. |\n"
        "| `first` | [`Int!`](scalars.md#int)` = 20` | How many \\| letters. |\n\n"
    )
    assert found["objects.md"] == (
        "# Objects\n\n## Person\n\nSomebody.\n\nImplements [Node](interfaces.md#node).\n\n"
        "| field | type |  |\n| --- | --- | --- |\n| `id` | [`ID!`](scalars.md#id) | The ID. |\n"
        "| `mood` | [`Mood`](enums.md#mood) | Their mood. **Deprecated:** Nobody tells. |\n\n\n"
    )
    assert "| `GOOD` | Glad. |\n| `BAD` |  |\n" in found["enums.md"]


def test_every_definition_of_our_schema_is_there() -> None:
    schema, found = build_schema(SCHEMA.read_text()), pages(SCHEMA)
    text = "".join(found.values())
    roots = ("Query", "Mutation", "Subscription")
    names = {name for name in schema.type_map if name not in roots and not name.startswith("__")}
    for root in (schema.query_type, schema.mutation_type, schema.subscription_type):
        names |= set(root.fields if root else ())
    assert [name for name in sorted(names) if f"## {name}\n" not in text] == []
    assert {name.removesuffix(".md") for name in found} <= {*TITLES, "index"}


@pytest.mark.parametrize(
    ("file", "page"),
    [
        ("README.md", "readme.md"),
        ("api/README.md", "api/index.md"),
        ("core/decisions", "core/decisions/index.md"),
        ("CONTRIBUTING.md", "CONTRIBUTING.md"),
        ("docs/clients.md", "clients.md"),
        ("docs/index.md", "index.md"),
        (".github/SECURITY.md", "security.md"),
        ("api/schema.graphql", "schema/index.md"),
    ],
)
def test_each_document_has_its_place(file: str, page: str) -> None:
    assert place(ROOT / file) == Path(page)


def test_links_lead_to_the_pages_and_files_are_copied(tmp_path: Path) -> None:
    stage(tmp_path)
    readme = (tmp_path / "readme.md").read_text()
    assert "[decisions of [core]" not in readme
    assert "](api/index.md)" in readme
    assert "](clients.md)" in readme
    assert "](core/decisions/index.md)" in readme
    assert "](docker/pictures/architecture.svg)" in readme
    assert (tmp_path / "docker/pictures/architecture.svg").is_file()
    assert "](../readme.md#quick-start)" not in (tmp_path / "index.md").read_text()
    assert "](readme.md#quick-start)" in (tmp_path / "index.md").read_text()
    decisions = (tmp_path / "graph/decisions/index.md").read_text()
    assert decisions.startswith("# Decisions of graph\n\n- [1. ")
    assert title((tmp_path / "analysts.md").read_text()) == "Analysts"
