"""Manifests: what is taken up, and what ends the start."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from api.execution.persisted import Policy, load_trusted
from api.schema import schema
from tests.programs import run

GOOD = "query Good { me { id } }"
OTHER = "query Other { me { username } }"


def write(path: Path, content: Any) -> Path:
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def apollo(*operations: Any, version: int = 1) -> dict[str, Any]:
    return {
        "format": "apollo-persisted-query-manifest",
        "version": version,
        "operations": list(operations),
    }


def operation(name: str, body: str, id_: str = "an-id") -> dict[str, str]:
    return {"id": id_, "name": name, "type": "query", "body": body}


def problems(*manifests: Path, only: bool = False) -> list[str]:
    with pytest.raises(ImproperlyConfigured) as refused:
        load_trusted(schema.graphql_schema, Policy(manifests, only))
    first, *others = str(refused.value).split("\n- ")
    assert first == "Invalid persisted documents:"
    return others


def test_both_formats_are_read_and_the_same_twice_is_fine(tmp_path: Path) -> None:
    relay = write(tmp_path / "relay.json", {"md5-of-good": GOOD, "md5-of-other": OTHER})
    again = write(tmp_path / "again.json", {"md5-of-good": GOOD})
    web = write(tmp_path / "web.json", apollo(operation("Good", GOOD, "id-of-good")))

    found = load_trusted(schema.graphql_schema, Policy((relay, again, web))).by_id

    assert {id_: text for id_, (text, _) in found.items() if not id_.startswith("sha256:")} == {
        "md5-of-good": GOOD,
        "md5-of-other": OTHER,
        "id-of-good": GOOD,
    }
    assert len(found) == 5
    assert found["md5-of-good"][1].select("Good").root_fields == ("me",)


BROKEN: list[tuple[Any, str]] = [
    ("{", ": The file is not JSON: Expecting property name enclosed in double quotes: line 1 "
     "column 2 (char 1)."),
    ('{"a": "1", "a": "2"}', ": The file has an object with two members of one name."),
    ([], ": The file must be a JSON object."),
    ({"a": 1}, ": document a: `body` must be a string."),
    ({"": GOOD}, ": document None: `id` must be a string."),
    (
        {"format": "other", "version": 1},
        ": The format must be 'apollo-persisted-query-manifest' of version 1, "
        "not 'other' of version 1.",
    ),
    (
        apollo(version=2),
        ": The format must be 'apollo-persisted-query-manifest' of version 1, "
        "not 'apollo-persisted-query-manifest' of version 2.",
    ),
    ({**apollo(), "operations": {}}, ": `operations` must be a list."),
    (apollo("x"), ": Operation 1 must be an object."),
    (apollo({"name": "Good", "body": GOOD}), ": document Good: `id` must be a string."),
    (apollo({"id": "1", "name": "Good"}), ": document Good: `body` must be a string."),
    (apollo({"id": "1", "name": 1, "body": GOOD}), ": document 1: `name` must be a string."),
    (apollo(operation("Bad", GOOD)), ": document Bad: It has no operation named 'Bad'."),
    ({"1": "{"}, ": document 1: Syntax Error: Expected Name, found <EOF>."),
    (
        {"1": "{ nothing }"},
        ": document 1: Cannot query field 'nothing' on type 'Query'.",
    ),
    (
        {"1": "query A { me { id } } query A { me { id } }"},
        ": document 1: There can be only one operation named 'A'.",
    ),
    (
        {"1": "{ " + " ".join(f"a{n}: __typename" for n in range(60)) + " }"},
        ": document 1: The document has 60 aliases; at most 50 are allowed.",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("content", "problem"), BROKEN, ids=range(len(BROKEN)))
def test_a_broken_manifest_is_named(tmp_path: Path, content: Any, problem: str) -> None:
    path = write(tmp_path / "manifest.json", content)

    assert problems(path) == [f"{path}{problem}"]


def test_a_document_that_costs_too_much_whatever_its_variables_is_named(tmp_path: Path) -> None:
    text = """
    query Big($first: Int) {
      users(first: 100) { nodes { posts(first: 100) { nodes { likers(first: $first) {
        nodes { id } } } } } }
    }
    """
    path = write(tmp_path / "manifest.json", apollo(operation("Big", text)))

    [problem] = problems(path)

    assert problem == (
        f"{path}: document Big: The operation costs 2222302; at most 20000 is allowed. "
        "Ask for shorter lists (`first`) or fewer fields in them."
    )


def test_every_problem_is_reported_and_a_file_that_is_missing(tmp_path: Path) -> None:
    one = write(tmp_path / "one.json", {"same": GOOD, "wrong": "{ x }"})
    two = write(tmp_path / "two.json", {"same": OTHER})
    missing = tmp_path / "missing.json"

    assert problems(one, two, missing) == [
        f"{one}: document wrong: Cannot query field 'x' on type 'Query'.",
        f"{two}: document same: The id same names two different documents.",
        f"{missing}: No such file or directory.",
    ]


def test_only_needs_manifests() -> None:
    assert problems(only=True) == ["PERSISTED_ONLY requires PERSISTED_DOCUMENTS."]


@pytest.mark.parametrize(
    "command",
    [
        ("manage.py", "check"),
        ("-m", "gunicorn", "--config", "python:core.server.gunicorn", "--bind", "127.0.0.1:0"),
    ],
    ids=["check", "server"],
)
def test_nothing_starts_with_a_document_that_the_schema_does_not_take(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    path = write(tmp_path / "web.json", apollo(operation("Old", "query Old { me { age } }")))

    done = run(*command, environ={**os.environ, "PERSISTED_DOCUMENTS": str(path)})

    assert done.returncode != 0
    assert f"{path}: document Old: Cannot query field 'age' on type 'User'." in done.stderr
