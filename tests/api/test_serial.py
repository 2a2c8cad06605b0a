"""Several mutations in one operation: each answers as a request of its own would by then."""

from typing import Any

import pytest
from graphql import GraphQLObjectType

from api.schema import schema
from core.accounts.models import User
from core.comments.models import Comment
from core.journal.models import JournalEntry
from core.notifications.models import Notification
from core.posts.models import Post
from tests.hostile.fuzzing import FULL
from tests.statements import statements
from tests.worlds import put_back

from .client import GraphQLClient, gid
from .mutation_world import (
    CREDENTIALS,
    ENDINGS,
    FRAGMENTS,
    IMPORTED,
    NODE,
    PAYLOADS,
    STEPS,
    Step,
    World,
)

pytestmark = pytest.mark.usefixtures("both_stores")

Answer = dict[str, Any]
Asked = dict[str, tuple[Step, dict[str, Any]]]
"""Mutations with their arguments, by alias."""

# Of the pairs that change different things, how many one is tried of.
STRIDE = 1 if FULL else 6
PLACES = {name: place for place, name in enumerate(STEPS)}


def mutation_type() -> GraphQLObjectType:
    found: GraphQLObjectType | None = schema.graphql_schema.mutation_type
    assert found is not None
    return found


def run(client: GraphQLClient, asked: Asked) -> Answer:
    """The answer of one operation with these mutations, in this order."""
    fields = mutation_type().fields
    declared = [
        f"${alias}_{name}: {fields[step.field].args[name].type}"
        for alias, (step, given) in asked.items()
        for name in given
    ]
    values = {
        f"{alias}_{name}": value
        for alias, (_, given) in asked.items()
        for name, value in given.items()
    }
    heading = f"mutation ({', '.join(declared)})" if declared else "mutation"
    selected = " ".join(step.text(alias, given) for alias, (step, given) in asked.items())
    return client.answer(with_fragments(f"{heading} {{ {selected} }}"), **values)


def with_fragments(text: str) -> str:
    """The operation with the fragments that it uses, directly or through others."""
    known = {part.split()[0]: f" fragment {part}" for part in FRAGMENTS.split("fragment ")[1:]}
    wanted: list[str] = []
    waiting = [text]
    while waiting:
        found = waiting.pop()
        for name in known:
            if f"...{name}" in found and name not in wanted:
                wanted.append(name)
                waiting.append(known[name])
    return text + "".join(known[name] for name in wanted)


def errors_at(answer: Answer, alias: str) -> list[tuple[str, str]]:
    """Message and code of the errors of this field, or of the whole request."""
    return [
        (error["message"], error["extensions"]["code"])
        for error in answer.get("errors", ())
        if error.get("path", [alias])[0] == alias
    ]


def viewer_after(world: World, *payloads: Any) -> GraphQLClient:
    """Ada, or who has signed up or in last."""
    viewer = world.ada
    for payload in payloads:
        if payload and (payload.get("user") or {}).get("email"):
            viewer = User.objects.get(username=payload["user"]["username"])
    viewer.refresh_from_db()
    return GraphQLClient(viewer)


# Where what a payload has is read again.
LISTED = {"report": "reports", "statement": "statements", "decision": "moderationDecisions"}


def check_pair(world: World, first: str, second: str) -> None:
    """What the second answers is what a request of its own answers afterwards."""
    steps = (STEPS[first], STEPS[second])
    for step in steps:
        step.prepare(world)
    one, two = ((step, step.arguments(world)) for step in steps)
    answer = run(viewer_after(world), {"a": one, "b": two})
    before, payload = answer["data"]["a"], answer["data"]["b"]
    if payload is None:
        alone = run(viewer_after(world, before), {"b": two})
        assert errors_at(answer, "b") == errors_at(alone, "b") != []
        return
    assert errors_at(answer, "b") == []
    asking = viewer_after(world, before, payload)
    match two[0].payload:
        case "options":
            assert "challenge" in payload["options"]
        case "ok":
            assert payload == {"ok": True}
        case "count":
            assert asking.data("{ unreadNotificationsCount }") == {"unreadNotificationsCount": 0}
        case "id":
            assert asking.data(NODE, id=payload["id"]) == {"node": None}
        case "settings":
            assert asking.data(f"{{ {PAYLOADS['settings']} }}") == payload
        case "export":
            read = asking.data("{ dataExports { status progress } }")
            assert payload["dataExport"] in read["dataExports"]
        case "import":
            ask = f'{{ relationImport(id: "{payload["relationImport"]["id"]}") {{ {IMPORTED} }} }}'
            assert asking.data(ask) == payload
        case "token":
            read = asking.data("{ apiTokens { name scopes lastUsedAt } }")
            assert payload["apiToken"] in read["apiTokens"]
        case "webhook":
            read = asking.data("{ webhooks { url subscription state failures dropped } }")
            assert payload["webhook"] in read["webhooks"]
        case "changed":
            # The other address has not confirmed it.
            assert payload == {"isChanged": False}
        case "report" | "statement" | "decision":
            field = LISTED[two[0].payload]
            read = asking.data(f"{{ {field} {PAYLOADS[two[0].payload].partition(' ')[2]} }}")
            assert payload[two[0].payload] in read[field]
        case "ring":
            ask = f"query ($id: ID!) {{ {PAYLOADS['ring'].replace('ring', 'ring(id: $id)', 1)} }}"
            assert asking.data(ask, id=payload["ring"]["id"]) == payload
        case "delivery":
            assert payload["delivery"]["state"] == "WAITING"
        case "bulk":
            assert asking.data(NODE, id=payload["bulkAct"]["user"]["id"]) == {"node": None}
        case "blocked":
            assert asking.data(NODE, id=payload["user"]["id"]) == {"node": None}
        case field:
            assert asking.data(NODE, id=payload[field]["id"]) == {"node": payload[field]}


def seconds_after(first: str) -> list[str]:
    """All that change the same row or edge, and some of the others."""
    return [
        second
        for second, step in STEPS.items()
        if not {first, second} <= CREDENTIALS
        and (
            step.arguments is STEPS[first].arguments
            or (PLACES[first] + PLACES[second]) % STRIDE == 0
        )
    ]


@pytest.mark.complete
def test_every_mutation_is_tried() -> None:
    tried = {step.field for step in (*STEPS.values(), *ENDINGS.values())}
    pairs = [(first, second) for first in STEPS for second in seconds_after(first)]

    assert tried == set(mutation_type().fields)
    for place in (0, 1):
        assert {pair[place] for pair in pairs} == set(STEPS)


@pytest.mark.parametrize("first", STEPS)
def test_a_pair_of_mutations_answers_as_two_requests(first: str) -> None:
    world = put_back(World.make)

    for second in seconds_after(first):
        check_pair(world, first, second)


def test_each_of_many_fields_answers_what_is_stored_by_then() -> None:
    world = put_back(World.make)
    asking = GraphQLClient(world.ada)
    like, unlike = "likePost(id: $id) { post", "unlikePost(id: $id) { post"
    counted = "{ ...Counts ...on Post { viewerHasLiked } } }"

    data = asking.data(
        f"""
        mutation ($id: ID!) {{
          a: {like} {counted} b: {unlike} {counted} ...More
          e: createPost(content: "") @skip(if: true) {{ post {{ id }} }}
        }}
        fragment More on Mutation {{ c: {like} {counted} d: {unlike} {counted} }}
        fragment Counts on Post {{ likesCount }}
        """,
        id=gid(world.theirs),
    )

    assert [data[alias]["post"] for alias in "abcd"] == [
        {"likesCount": 1, "viewerHasLiked": True},
        {"likesCount": 0, "viewerHasLiked": False},
    ] * 2


def test_a_field_after_one_that_failed_half_way_reads_again() -> None:
    world = put_back(World.make)
    asking = GraphQLClient(world.ada)

    # The second page cannot be read, once the like is written and the counts are loaded.
    answer = asking.answer(
        """
        mutation ($id: ID!) {
          a: likePost(id: $id) {
            post { likesCount commentsConnection(first: 0) { totalCount } }
          }
          b: unlikePost(id: $id) { post { likesCount viewerHasLiked } }
        }
        """,
        id=gid(world.theirs),
    )

    assert answer["data"]["a"] is None
    assert errors_at(answer, "a") == [("`first` must be from 1 to 100, not 0.", "BAD_USER_INPUT")]
    assert answer["data"]["b"] == {"post": {"likesCount": 0, "viewerHasLiked": False}}


def written() -> object:
    """What mutations write, other than accounts, their names and sessions."""
    entries = JournalEntry.objects.exclude(kind__in=["suspended", "user_deleted"]).order_by("pk")
    kinds = (Post, Comment, Notification)
    return list(entries.values("kind", "actor", "target", "comment", "recorded_at")), [
        list(kind._default_manager.values()) for kind in kinds
    ]


@pytest.mark.parametrize("ending", ENDINGS)
def test_after_the_end_of_all_sessions_every_field_is_refused(ending: str) -> None:
    world = put_back(World.make)
    later = {name: step for name, step in STEPS.items() if name not in CREDENTIALS | {"logout"}}
    aliases = {f"b{number}": step for number, step in enumerate(later.values())}
    asked = {alias: (step, step.arguments(world)) for alias, step in aliases.items()}
    ends = ENDINGS[ending]
    before = written()

    ten = dict(list(asked.items())[:10])
    answer = run(GraphQLClient(world.ada), {"a": (ends, ends.arguments(world)), **ten})

    assert answer["data"]["a"] == {"ok": True}
    for alias in ten:
        assert errors_at(answer, alias) == [
            ("This access token is not valid.", "UNAUTHENTICATED")
        ], alias
    assert written() == before


def test_the_viewer_is_read_once_more_for_each_further_field() -> None:
    world = put_back(World.make)
    asking = GraphQLClient(world.ada)
    field = 'updateProfile(bio: "{}") {{ user {{ bio email }} }}'

    with statements() as one:
        asking.data(f"mutation {{ a: {field.format('One.')} }}")
    with statements() as two:
        asking.data(f"mutation {{ a: {field.format('Two.')} b: {field.format('Three.')} }}")

    viewer = [sql for sql in one if "token_version = " in sql]
    assert len(viewer) == 1
    assert len(two) == 2 * len(one)
