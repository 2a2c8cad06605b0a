"""Persisted documents on a running server that runs nothing else."""

import hashlib
import json
from typing import Any

import pytest
import requests

from api.auth.tokens import access_token
from core.accounts.models import User
from tests.factories import make_user
from tests.journeys.server import Service

from .compiling import Compiled
from .node import run_json

pytestmark = pytest.mark.usefixtures("stores")

NOT_FOUND = {
    "message": "PersistedQueryNotFound",
    "extensions": {"code": "PERSISTED_QUERY_NOT_FOUND"},
}
ID_REQUIRED = {
    "message": "Only persisted documents are accepted. Send the ID of one in `documentId`.",
    "extensions": {"code": "PERSISTED_QUERY_ID_REQUIRED", "field": "documentId"},
}


@pytest.fixture
def ada(stores: None) -> User:
    return make_user("ada")


def post(service: Service, body: Any, **headers: str) -> requests.Response:
    return requests.post(f"{service.address}/graphql/", json=body, headers=headers, timeout=30)


def get(service: Service, **params: str) -> requests.Response:
    return requests.get(f"{service.address}/graphql/", params=params, timeout=30)


def apollo_operation(apollo: Compiled, name: str) -> dict[str, str]:
    operations = json.loads(apollo.manifest.read_text())["operations"]
    [found] = [operation for operation in operations if operation["name"] == name]
    return dict(found)


def relay_operation(relay: Compiled, name: str) -> tuple[str, str]:
    documents = json.loads(relay.manifest.read_text())
    [found] = [(id_, text) for id_, text in documents.items() if f" {name}(" in text]
    return found


def test_apollos_link_sends_ids_and_never_a_text(
    trusting: Service, apollo: Compiled, ada: User
) -> None:
    seen = run_json(
        "apollo.mjs", f"{trusting.address}/graphql/", str(apollo.folder), access_token(ada)
    )

    assert seen["query"]["data"]["user"]["username"] == "ada"
    assert seen["query"]["requests"] == [["GET", 200, False]]
    assert seen["mutation"]["data"]["updateProfile"]["user"]["bio"] == "By Apollo"
    assert seen["mutation"]["requests"] == [["POST", 200, False]]
    # It asks by hash, then sends the text with it, and takes the refusal.
    assert seen["unknown"]["code"] == "PERSISTED_QUERY_NOT_FOUND"
    assert [each[0] for each in seen["unknown"]["requests"]] == ["GET", "POST"]
    assert [each[2] for each in seen["unknown"]["requests"]] == [False, True]


def test_where_there_is_no_manifest_apollos_link_sends_texts(
    service: Service, apollo: Compiled, ada: User
) -> None:
    seen = run_json(
        "apollo.mjs", f"{service.address}/graphql/", str(apollo.folder), access_token(ada)
    )

    assert seen["unknown"]["data"]["me"]["bio"] == "By Apollo"
    assert [each[2] for each in seen["unknown"]["requests"]] == [False, True]
    # It was sent once that no hash is supported.
    assert seen["unknownAgain"]["data"]["me"]["username"] == "ada"
    assert [each[2] for each in seen["unknownAgain"]["requests"]] == [True]


def test_a_document_is_named_in_every_way_that_clients_have(
    trusting: Service, apollo: Compiled, relay: Compiled, ada: User
) -> None:
    person = apollo_operation(apollo, "PersonByName")
    variables = {"username": "ada"}
    by_hash = {"persistedQuery": {"version": 1, "sha256Hash": person["id"]}}
    ways: list[dict[str, Any]] = [
        {"documentId": person["id"]},
        {"documentId": f"sha256:{person['id']}"},
        {"doc_id": person["id"]},
        {"id": person["id"]},
        {"extensions": by_hash},
        {"extensions": by_hash, "query": person["body"]},
        {"id": person["id"], "doc_id": person["id"], "query": ""},
    ]

    for way in ways:
        body = {**way, "variables": variables, "operationName": "PersonByName"}
        params = {name: v if isinstance(v, str) else json.dumps(v) for name, v in body.items()}
        for response in (post(trusting, body), get(trusting, **params)):
            assert response.json()["data"]["user"]["username"] == "ada", way
    id_, text = relay_operation(relay, "PersonScreenQuery")
    digest = hashlib.sha256(text.encode()).hexdigest()
    assert len(id_) == 32
    for name in (id_, f"sha256:{digest}"):
        response = post(trusting, {"documentId": name, "variables": {"id": "VXNlcjox"}})
        assert response.json()["data"]["user"]["username"] == "ada"


def test_an_answer_to_a_named_query_may_be_kept(
    trusting: Service, apollo: Compiled, ada: User
) -> None:
    person = apollo_operation(apollo, "PersonByName")

    response = get(trusting, documentId=person["id"], variables='{"username":"ada"}')

    assert response.headers["Cache-Control"] == "public, max-age=10"
    page = requests.get(response.url, headers={"Accept": "text/html,*/*;q=0.8"}, timeout=30)
    assert page.json()["data"]["user"]["username"] == "ada"


def test_a_named_mutation_needs_a_post(trusting: Service, apollo: Compiled, ada: User) -> None:
    bio = apollo_operation(apollo, "UpdateBio")

    response = get(trusting, documentId=bio["id"], variables='{"bio":"By GET"}')

    assert (response.status_code, response.headers["Allow"]) == (405, "POST")
    assert User.objects.get(pk=ada.pk).bio == ""


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"query": "{ me { id } }"}, ID_REQUIRED),
        ({"query": "{ __schema { types { name } } }"}, ID_REQUIRED),
        ({"query": "{ not GraphQL"}, ID_REQUIRED),
        ({"query": "{" * 1_000}, ID_REQUIRED),
        ({"documentId": "unknown"}, NOT_FOUND),
        ({"id": "unknown", "query": "{ me { id } }"}, NOT_FOUND),
        ({"documentId": "sha256:" + "0" * 64, "query": "mutation { logoutEverywhere }"}, NOT_FOUND),
    ],
)
def test_everything_else_is_refused_before_it_is_parsed(
    trusting: Service, body: dict[str, Any], error: dict[str, Any]
) -> None:
    plain = post(trusting, body)
    precise = post(trusting, body, Accept="application/graphql-response+json")

    assert (plain.status_code, precise.status_code) == (200, 400)
    assert plain.json() == precise.json() == {"errors": [error]}
    assert get(trusting, **body).json() == {"errors": [error]}


def test_a_text_beside_an_id_must_be_its_own(
    trusting: Service, apollo: Compiled, ada: User
) -> None:
    person = apollo_operation(apollo, "PersonByName")

    body = {"documentId": person["id"], "query": person["body"] + " "}
    response = post(trusting, {**body, "variables": {"username": "ada"}})

    assert response.json() == {
        "errors": [
            {
                "message": "`query` does not match the document that its ID names.",
                "extensions": {"code": "BAD_USER_INPUT", "field": "query"},
            }
        ]
    }


def test_there_is_no_playground(trusting: Service) -> None:
    response = requests.get(
        f"{trusting.address}/graphql/", headers={"Accept": "text/html,*/*;q=0.8"}, timeout=30
    )

    assert response.status_code == 400
    assert response.headers["Content-Type"] == "application/json; charset=utf-8"
