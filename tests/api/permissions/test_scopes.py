"""What an API token of the owner may do, by its scopes: every field of the three root types."""

import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from api.auth.scopes import MUTATIONS as MUTATION_SCOPES
from api.auth.scopes import ONLY_BY_SESSION, SESSION, SUBSCRIPTIONS
from api.auth.scopes import QUERIES as QUERY_SCOPES
from core.api_tokens.models import Scope
from core.api_tokens.services import create_api_token
from tests.everything import everything

from .asking import SCHEMA, ask, outcome
from .people import Kind, Scene
from .table import MUTATIONS, OK, QUERIES

ANYTHING = {"__typename", "__schema", "__type"}


@pytest.mark.complete
def test_every_root_field_has_its_scope() -> None:
    rows: dict[Any, Mapping[str, Scope | None]] = {
        SCHEMA.query_type: QUERY_SCOPES,
        SCHEMA.mutation_type: MUTATION_SCOPES,
        SCHEMA.subscription_type: SUBSCRIPTIONS,
    }
    for type_, scopes in rows.items():
        assert scopes.keys() - ANYTHING == type_.fields.keys(), "Add its row to api/auth/scopes.py."


def with_token(stage: Scene, *scopes: Scope) -> Scene:
    made = create_api_token(user=stage.users[Kind.OWNER], name="Bot", scopes=scopes)
    return replace(stage, tokens={**stage.tokens, Kind.OWNER: made.text})


def refused(answer: dict[str, Any], scope: Scope | None) -> None:
    """The answer is the one error that names the scope."""
    message = f"This API token lacks the scope `{scope}`." if scope else ONLY_BY_SESSION
    assert answer == {"errors": [{"message": message, "extensions": {"code": "FORBIDDEN"}}]}


def test_a_token_that_reads_does_nothing_else(stage: Scene, kept: list[Scene]) -> None:
    kept.clear()
    reading = with_token(stage, Scope.READ)
    ask(reading, Kind.OWNER, "me { id }")
    before = everything()

    for name, (selection, _) in MUTATIONS.items():
        answer = ask(reading, Kind.OWNER, selection, operation="mutation")
        refused(answer, MUTATION_SCOPES[name])
    for name, (selection, _) in QUERIES.items():
        answer = ask(reading, Kind.OWNER, selection)
        if QUERY_SCOPES[name] in (SESSION, Scope.MODERATE):
            refused(answer, QUERY_SCOPES[name])
        else:
            assert outcome(answer, (name,)) == OK, name

    assert everything() == before


@pytest.mark.parametrize("scope", [Scope.WRITE, Scope.FOLLOW, Scope.MODERATE])
def test_a_token_does_what_its_scope_allows(stage: Scene, kept: list[Scene], scope: Scope) -> None:
    kept.clear()
    acting = with_token(stage, scope)

    for name, (selection, row) in MUTATIONS.items():
        answer = ask(acting, Kind.OWNER, selection, operation="mutation")
        if MUTATION_SCOPES[name] is scope:
            # What was deleted by an earlier one is not found.
            assert outcome(answer, (name,)) in (row.owner, "NOT_FOUND"), name
        else:
            refused(answer, MUTATION_SCOPES[name])


def test_one_field_too_much_refuses_the_whole_operation(stage: Scene, kept: list[Scene]) -> None:
    kept.clear()
    writing = with_token(stage, Scope.WRITE)
    ask(writing, Kind.OWNER, "me { id }")
    before = everything()

    two = 'createPost(content: "New.") { post { id } } followUser(id: $fan) { user { id } }'
    refused(ask(writing, Kind.OWNER, two, operation="mutation"), Scope.FOLLOW)
    more = 'a: createPost(content: "New.") { post { id } } ...{ logoutEverywhere { ok } }'
    refused(ask(writing, Kind.OWNER, more, operation="mutation"), None)

    assert everything() == before


def test_no_log_has_a_token(
    stage: Scene, kept: list[Scene], caplog: pytest.LogCaptureFixture
) -> None:
    kept.clear()
    caplog.set_level(logging.DEBUG)
    create = 'createApiToken(name: "Bot", scopes: [WRITE], password: $password) { token }'
    made = ask(stage, Kind.OWNER, create, operation="mutation")
    token = made["data"]["createApiToken"]["token"]
    acting = replace(stage, tokens={**stage.tokens, Kind.OWNER: token})

    ask(acting, Kind.OWNER, "me { id }")
    ask(acting, Kind.OWNER, 'createPost(content: "Hi.") { post { id } }', operation="mutation")
    ask(acting, Kind.OWNER, "logoutEverywhere { ok }", operation="mutation")

    assert caplog.records
    assert token not in caplog.text
    assert not any(token in str(vars(record)) for record in caplog.records)
