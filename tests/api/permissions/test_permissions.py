"""Every field and mutation, really asked for by every kind of person."""

import pytest
from graphql import GraphQLObjectType, get_named_type

from tests.everything import everything

from .asking import SCHEMA, ask, outcome, selected, selected_fields
from .people import Kind, Scene
from .table import FIELDS, MUTATIONS, OK, PLACES, QUERIES, SENT, SUBSCRIPTIONS

KINDS = list(Kind)
# What there is nothing to undo for, and what is so already.
MAY_CHANGE_NOTHING = {
    *(
        "logout",
        "reactivateAccount",
        "unlikePost",
        "bookmarkPost",
        "removeBookmark",
        "removeFollower",
        "acceptFollowRequest",
        "refuseFollowRequest",
        "withdrawFollowRequest",
        "unmuteUser",
        "unblockUser",
        "restoreFollows",
        "markNotificationUnread",
        "markAllNotificationsRead",
        "enableWebhook",
        # What they do is a job.
        *("resendVerification", "requestPasswordReset", "changeEmail"),
    ),
}


@pytest.mark.complete
def test_everything_in_the_schema_has_its_row() -> None:
    assert SCHEMA.query_type is not None
    assert SCHEMA.mutation_type is not None
    assert QUERIES.keys() == SCHEMA.query_type.fields.keys()
    assert MUTATIONS.keys() == SCHEMA.mutation_type.fields.keys()
    types = {
        name: type_.fields.keys()
        for name, type_ in SCHEMA.type_map.items()
        if isinstance(type_, GraphQLObjectType) and not name.startswith("__")
    }
    assert SCHEMA.subscription_type is not None
    assert SUBSCRIPTIONS.keys() == SCHEMA.subscription_type.fields.keys()
    payloads = {get_named_type(field.type).name for field in SCHEMA.mutation_type.fields.values()}
    roots = {"Query", "Mutation", "Subscription"}
    assert {name: rows.keys() for name, rows in {**FIELDS, **SENT}.items()} == {
        name: fields for name, fields in types.items() if name not in payloads | roots
    }
    assert SENT.keys() == {
        get_named_type(field.type).name for field in SCHEMA.subscription_type.fields.values()
    }
    assert PLACES.keys() == FIELDS.keys()


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_mutation_is_asked_for_all_that_it_returns(name: str) -> None:
    assert SCHEMA.mutation_type is not None
    payload = get_named_type(SCHEMA.mutation_type.fields[name].type)
    assert selected_fields(MUTATIONS[name][0]) == payload.fields.keys()


@pytest.mark.parametrize("name", QUERIES)
def test_queries(stage: Scene, name: str) -> None:
    selection, row = QUERIES[name]

    found = {kind: outcome(ask(stage, kind, selection), (name,)) for kind in KINDS}

    assert found == {kind: row.of(kind) for kind in KINDS}


@pytest.mark.parametrize("type_name", FIELDS)
def test_fields(stage: Scene, type_name: str) -> None:
    around, path = PLACES[type_name]
    selection = around.replace("FIELDS", selected(type_name))
    before = everything()

    for kind in KINDS:
        answer = ask(stage, kind, selection)

        found = {name: outcome(answer, (*path, name)) for name in FIELDS[type_name]}
        assert found == {name: row.of(kind) for name, row in FIELDS[type_name].items()}, kind
    assert everything() == before


@pytest.mark.parametrize("name", MUTATIONS)
def test_refused_mutations(stage: Scene, name: str) -> None:
    """In one scene, which none of them changes."""
    selection, row = MUTATIONS[name]
    before = everything()

    for kind in (kind for kind in KINDS if row.of(kind) != OK):
        answer = ask(stage, kind, selection, operation="mutation")

        assert outcome(answer, (name,)) == row.of(kind), kind
        assert everything() == before, kind


DONE = [(name, kind) for name in MUTATIONS for kind in KINDS if MUTATIONS[name][1].of(kind) == OK]


@pytest.mark.parametrize(("name", "kind"), DONE)
def test_mutations(stage: Scene, kept: list[Scene], name: str, kind: Kind) -> None:
    before = everything()
    kept.clear()

    answer = ask(stage, kind, MUTATIONS[name][0], operation="mutation")

    assert outcome(answer, (name,)) == OK
    assert everything() != before or name in MAY_CHANGE_NOTHING, f"{name} changed nothing."
