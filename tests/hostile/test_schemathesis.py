"""Schemathesis asks for every field of the root, with values at random and some that hurt."""

from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from schemathesis.graphql import nodes

from api.relay.cursors import encode_cursor
from api.relay.ids import to_global
from tests.api.client import gid
from tests.api.permissions.people import PASSWORD, Scene

from .fuzzing import FULL, Target

EXAMPLES = 200 if FULL else 5
ROOT = Path(__file__).resolve().parents[2]
SCHEMA = schemathesis.graphql.from_path(str(ROOT / "api" / "schema.graphql"))
OPERATIONS = [
    f"{type_}.{name}"
    for type_, root in (
        ("Query", SCHEMA.client_schema.query_type),
        ("Mutation", SCHEMA.client_schema.mutation_type),
    )
    if root is not None
    for name in root.fields
]
NASTY = (
    "",
    "\0",
    "a\0b",
    "\u202eevil",
    "💥" * 100,
    "'; DROP TABLE core_user; --",
    "\\'}) DETACH DELETE n //",
    "${jndi:ldap://x}",
    "{{7*7}}",
    "<script>alert(1)</script>",
    "%00%0a",
    "../../etc/passwd",
    "a" * 10_000,
    "&|!:*()<->",
    "owner",
    "someone@private.example.com",
    PASSWORD,
    "-plant",
    # The first and the last cursor of each kind of key, for lists that have it and that have not.
    *(
        encode_cursor(key, of=name)
        for key in (0, 2**63 - 1, (0, 0), (2**62, 2), (0, 0, 0), (1, 2**62, 2))
        for name in ("Query.posts", "Query.users", "User.followers", "Post.commentsConnection")
    ),
)
STRANGE = (to_global("User", 999), to_global("Nothing", 1), "", "VXNlcjox\n", "Post:1")
# Filled in when the server runs.
EXISTING: list[str] = []


def _register() -> None:
    """What Schemathesis makes of each scalar, our own and GraphQL's."""
    text = st.one_of(st.sampled_from(NASTY), st.text(max_size=60))
    usual = st.integers(1, 100)
    sizes = (0, 1, -1, 2, 100, 101, 2**31 - 1, -(2**31), 2**31, 2**63)
    moment = st.datetimes().map(lambda moment: f"{moment.isoformat()}Z")
    existing = st.deferred(lambda: st.sampled_from(EXISTING))
    register = schemathesis.graphql.scalar
    register("String", text.map(nodes.String))
    register("Upload", text.map(nodes.String))
    register("Int", _mostly(usual, st.sampled_from(sizes) | st.integers()).map(nodes.Int))
    register("DateTime", _mostly(moment, text).map(nodes.String))
    register("ID", _mostly(existing, st.sampled_from(STRANGE) | text).map(nodes.String))


def _mostly(usual: Any, else_: Any) -> Any:
    """Five times in six, so that an operation with several values is often valid."""
    return st.integers(0, 5).flatmap(lambda number: usual if number else else_)


_register()


@pytest.fixture(scope="module")
def ids(made: Scene) -> None:
    """Ids that exist beside those that do not."""
    EXISTING.extend(
        gid(each)
        for each in (
            *(made.post, made.comment, made.reply, made.notification, made.fan),
            *(user for user in made.users.values() if user.pk),
        )
    )


@pytest.mark.usefixtures("ids")
@pytest.mark.parametrize("label", OPERATIONS)
def test_no_operation_makes_it_fail(target: Target, label: str) -> None:
    operation = SCHEMA.find_operation_by_label(label)
    assert operation is not None

    @seed(20_260_101)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(), person=st.integers(-1, 2))
    def ask(case: "schemathesis.Case[Any]", person: int) -> None:
        assert isinstance(case.body, str)
        target.ask(case.body, None, person)

    ask()
