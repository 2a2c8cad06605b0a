"""Each request leaves one line in the log that says who, what, how long and how much."""

import logging

import pytest
from django.db import connection
from django.test import Client

from core.accounts.models import User
from tests.api.client import GraphQLClient, gid
from tests.factories import make_post, make_user

pytestmark = pytest.mark.usefixtures("stores")

FEED = "query Feed { feed { id author { username } likesCount } }"
NAMES = [
    "user_id",
    "operation",
    "kind",
    "root_fields",
    "sql",
    "cypher",
    "document_kept",
    "status",
    "outcome",
    "error_codes",
]


@pytest.fixture
def ada() -> User:
    return make_user("ada")


def lines(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    return [record for record in caplog.records if record.name == "api.requests"]


def the_line(caplog: pytest.LogCaptureFixture) -> dict[str, object]:
    [record] = lines(caplog)
    assert record.__dict__["duration_ms"] > 0
    return {name: record.__dict__[name] for name in NAMES if name in record.__dict__}


def test_a_query_is_logged_with_its_statements(ada: User, caplog: pytest.LogCaptureFixture) -> None:
    make_post(make_user("ben"))
    GraphQLClient(ada).data('mutation { followUser(username: "ben") { user { id } } }')
    GraphQLClient(ada).data(FEED)
    caplog.clear()

    GraphQLClient(ada).data(FEED)

    assert the_line(caplog) == {
        "user_id": ada.pk,
        "operation": "Feed",
        "kind": "query",
        "root_fields": ["feed"],
        "sql": 2,  # viewer, posts with authors
        "cypher": 1,  # skeleton with counts
        "document_kept": True,
        "status": 200,
        "outcome": "ok",
        "error_codes": [],
    }
    assert lines(caplog)[0].getMessage().startswith("query Feed: 200 in ")
    assert lines(caplog)[0].getMessage().endswith(" ms, 2 SQL, 1 Cypher")


def test_counts_restart_with_a_new_connection(ada: User, caplog: pytest.LogCaptureFixture) -> None:
    GraphQLClient(ada).data("{ me { username } }")
    connection.close()
    caplog.clear()

    GraphQLClient(ada).data("{ me { username } }")

    assert the_line(caplog)["sql"] == 1


def test_errors_are_logged_by_their_codes(ada: User, caplog: pytest.LogCaptureFixture) -> None:
    GraphQLClient(ada).answer(
        "mutation { a: likePost(id: $nowhere) { post { id } } }".replace(
            "$nowhere", f'"{gid(ada)}"'
        )
    )

    line = the_line(caplog)
    assert line["error_codes"] == ["BAD_USER_INPUT"]
    assert line["root_fields"] == ["likePost"]
    assert line["operation"] == ""
    assert lines(caplog)[0].getMessage().startswith("mutation likePost: 200 in ")
    assert lines(caplog)[0].getMessage().endswith(" Cypher, BAD_USER_INPUT")


def test_a_request_without_an_operation_is_logged_too(caplog: pytest.LogCaptureFixture) -> None:
    response = Client().post("/graphql/", "{", content_type="application/json")

    assert response.status_code == 400
    assert the_line(caplog) == {
        "user_id": None,
        "operation": "",
        "kind": "",
        "root_fields": [],
        "sql": 0,
        "cypher": 0,
        "document_kept": None,
        "status": 400,
        "outcome": "refused",
        "error_codes": ["BAD_USER_INPUT"],
    }


def test_a_name_as_long_as_a_document_is_cut(caplog: pytest.LogCaptureFixture) -> None:
    GraphQLClient().data(f"query {'x' * 5000} {{ __typename }}")

    assert the_line(caplog)["operation"] == "x" * 100
