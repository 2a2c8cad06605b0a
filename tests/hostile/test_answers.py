"""What an answer may take: bytes, counted while it is built, and statements."""

import json
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from api.execution import executor, planned
from api.limits import MAX_ANSWER_BYTES, MAX_STATEMENTS
from api.schema import schema
from core.common.signals import operation_stopped
from core.follows.services import follow
from core.journal.models import JournalEntry
from core.notifications.models import Notification
from core.posts.models import Post
from core.posts.services import create_post
from graph.connection.client import recorded_statements
from tests.api.client import GraphQLClient, gid
from tests.factories import make_post, make_user, make_users
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("stores")

TOO_LARGE = (
    "The answer has more than 4 MB. Ask for shorter lists (`first`) or fewer fields in them."
)
SAME = "query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ ...on Post {{ {} }} }} }}"


def times(field: str, number: int, name: str = "a") -> str:
    return " ".join(f"{name}{index}: {field}" for index in range(number))


@contextmanager
def peak() -> Iterator[list[int]]:
    """The most bytes that Python had allocated at a time in the block, beyond those before."""
    found: list[int] = []
    tracemalloc.start()
    try:
        yield found
        found.append(tracemalloc.get_traced_memory()[1])
    finally:
        tracemalloc.stop()


@contextmanager
def stopped() -> Iterator[list[str]]:
    """The limits that ended operations in the block."""
    limits: list[str] = []

    def note(*, limit: str, **_: object) -> None:
        limits.append(limit)

    operation_stopped.connect(note)
    try:
        yield limits
    finally:
        operation_stopped.disconnect(note)


@pytest.fixture
def emoji() -> Post:
    """The longest text that four bytes a character make."""
    return create_post(author=make_user("ada"), content="😀" * 5_000)


def error(answer: dict[str, Any]) -> tuple[str, str]:
    [found] = answer["errors"]
    return found["extensions"]["code"], found["message"]


def test_a_text_is_weighed_by_its_longest_before_anything_is_read(emoji: Post) -> None:
    with statements() as sql:
        answer = GraphQLClient().answer(SAME.format(times("content", 45)), ids=[gid(emoji)] * 100)
    assert error(answer)[0] == "QUERY_TOO_COMPLEX"
    assert answer["errors"][0]["extensions"]["cost"] == 101 + 32 + 100 * 45 * (1 + 12)
    assert sql == []


def test_an_answer_ends_at_4_mb_while_it_is_built(emoji: Post) -> None:
    with stopped() as limits, peak() as bytes_:
        answer = GraphQLClient().answer(SAME.format(times("content", 7)), ids=[gid(emoji)] * 100)
    assert answer["data"] is None
    assert error(answer) == ("QUERY_TOO_COMPLEX", TOO_LARGE)
    assert limits == ["answer"]
    assert bytes_[0] < 10_000_000


def test_what_is_below_4_mb_is_answered(emoji: Post) -> None:
    data = GraphQLClient().data(SAME.format(times("content", 2)), ids=[gid(emoji)] * 100)
    assert data["nodes"] == [{"a0": "😀" * 5_000, "a1": "😀" * 5_000}] * 100


def test_equal_ids_are_read_and_completed_once(
    emoji: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolved: list[int] = []
    field = schema.graphql_schema.type_map["Post"].fields["content"]

    def resolve(post: Post, info: object) -> str:
        resolved.append(post.pk)
        return post.content

    monkeypatch.setattr(field, "resolve", resolve)
    with statements() as sql:
        data = GraphQLClient().data(
            SAME.format("id content author { username }"), ids=[gid(emoji)] * 100
        )
    assert [each["author"]["username"] for each in data["nodes"]] == ["ada"] * 100
    assert resolved == [emoji.pk]
    assert len(sql) == 1


def test_an_error_in_one_of_equal_objects_is_in_each(emoji: Post) -> None:
    answer = GraphQLClient().answer(
        SAME.format("id comments(first: 0) { id }"), ids=[gid(emoji)] * 3
    )
    assert [each["path"][:2] for each in answer["errors"]] == [["nodes", n] for n in range(3)]
    assert answer["data"]["nodes"] == [None] * 3


@pytest.mark.parametrize("text", ['"' * 5_000, "\n".join("a" * 2_500), "\\" * 5_000, 'é"' * 2_500])
def test_the_bytes_of_the_answer_are_counted_not_those_of_the_text(text: str) -> None:
    """What JSON escapes, and what takes several bytes, is what is sent."""
    post = create_post(author=make_user("ada"), content=text)
    for number in (1, 4, 7):
        answer = GraphQLClient().answer(
            SAME.format(times("content", number)), ids=[gid(post)] * 100
        )
        length = len(json_of(text)) * number * 100
        assert (answer["data"] is None) == (length > MAX_ANSWER_BYTES * 0.99), number


def test_long_names_count_too() -> None:
    ada = make_user("ada")
    long = "n" * 900
    fields = times("__typename", 48, long)
    answer = GraphQLClient().answer(
        f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ {fields} }} }}", ids=[gid(ada)] * 100
    )
    assert error(answer)[0] == "QUERY_TOO_COMPLEX"


def test_what_a_mutation_has_done_is_kept(emoji: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planned, "MAX_ANSWER_BYTES", 50_000)
    posts = f"author {{ posts {{ nodes {{ {times('content', 4)} }} }} }}"

    answer = GraphQLClient(emoji.author).answer(
        f'mutation {{ createPost(content: "New.") {{ post {{ {posts} }} }} }}'
    )

    assert answer["data"] is None
    assert error(answer) == ("QUERY_TOO_COMPLEX", TOO_LARGE + executor.CHANGES_KEPT)
    assert Post.objects.filter(author=emoji.author, content="New.").count() == 1
    assert JournalEntry.objects.filter(kind="posted").count() == 2


def test_pages_beyond_a_page_are_read_once_for_any_number_of_aliases() -> None:
    ada, *others = make_users("ada", "bob", "carl", "dora")
    for other in others:
        follow(follower=ada, followee=other.pk)
        make_post(other)
    client = GraphQLClient(ada)
    found = client.data("{ feedConnection(first: 1) { pageInfo { endCursor } } }")
    after = found["feedConnection"]["pageInfo"]["endCursor"]
    one = client_statements(client, pages("feedConnection", after, "hasPreviousPage"))
    twice = f"{times('hasPreviousPage', 3)} }} p: pageInfo {{ {times('hasPreviousPage', 4)}"
    many = client_statements(client, pages("feedConnection", after, twice))
    assert one == many == (3, 2)
    found = client.data("{ posts(first: 1) { pageInfo { endCursor } } }")
    after = found["posts"]["pageInfo"]["endCursor"]
    one = client_statements(client, pages("posts", after, "hasPreviousPage"))
    many = client_statements(client, pages("posts", after, times("hasPreviousPage", 41)))
    assert one == many
    assert one[1] == 0


def test_a_length_is_read_once_and_so_is_its_error(monkeypatch: pytest.MonkeyPatch) -> None:
    client = GraphQLClient(make_user("ada"))
    assert client_statements(client, "{ users { totalCount } }") == client_statements(
        client, f"{{ users {{ {times('totalCount', 8)} }} }}"
    )


def test_more_statements_than_an_operation_may_run_end_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executor, "MAX_STATEMENTS", 3)
    ada = make_user("ada")
    users = times(f'user(id: "{gid(ada)}") {{ id }} ', 2)
    assert GraphQLClient().data(f"{{ {users} }}").keys() == {"a0", "a1"}
    posts = " ".join(
        f'b{n}: posts(first: 1, author: "{gid(ada)}") {{ nodes {{ id }} }}' for n in range(5)
    )
    with stopped() as limits:
        answer = GraphQLClient().answer(f"{{ {posts} }}")
    assert answer["data"] is None
    assert error(answer) == (
        "QUERY_TOO_COMPLEX",
        "The operation needs more than 3 SQL statements. Ask for fewer lists and objects.",
    )
    assert limits == ["sql"]
    follows = " ".join(
        f'c{n}: user(id: "{gid(ada)}") {{ followers(first: {n + 1}) {{ nodes {{ id }} }} }}'
        for n in range(5)
    )
    answer = GraphQLClient().answer(f"{{ {follows} }}")
    assert error(answer) == (
        "QUERY_TOO_COMPLEX",
        "The operation needs more than 3 Cypher statements. Ask for fewer lists and objects.",
    )


def test_a_mutation_that_is_ended_changes_all_or_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its field is rolled back, and what was done before it is kept."""
    ada, *others = make_users("ada", *(f"user{number}" for number in range(4)))
    writes = " ".join(
        f'f{n}: followUser(id: "{gid(other)}") {{ user {{ username }} }}'
        for n, other in enumerate(others)
    )
    monkeypatch.setattr(executor, "MAX_STATEMENTS_A_WRITE", 0)
    for limit in range(1, 40, 3):
        monkeypatch.setattr(executor, "MAX_STATEMENTS", limit)
        answer = GraphQLClient(ada).answer(f"mutation {{ {writes} }}")
        if answer["data"] is not None:
            break
        assert error(answer)[1].endswith(executor.CHANGES_KEPT)
        followed = JournalEntry.objects.filter(kind="followed").count()
        assert Notification.objects.count() == followed
    assert limit > 4
    assert 0 < followed <= 4


def test_the_limit_is_above_what_is_allowed() -> None:
    """Fifty aliases of a post with everything about it."""
    ada, bob = make_users("ada", "bob")
    posts = [make_post(bob) for _ in range(49)]
    query = " ".join(f'p{n}: post(id: "{gid(post)}") {{ ...P }}' for n, post in enumerate(posts))
    parts = (
        "fragment P on Post { id content likesCount commentsCount viewerHasLiked images { url } "
        "author { username viewerFollows followersCount } comments(first: 1) { content } }"
    )
    client = GraphQLClient(ada)
    sql, cypher = client_statements(client, f"{{ {query} }} {parts}")
    assert sql < MAX_STATEMENTS / 2
    assert cypher < MAX_STATEMENTS / 1.5


def pages(connection: str, after: str, selection: str) -> str:
    return f'{{ {connection}(first: 1, after: "{after}") {{ pageInfo {{ {selection} }} }} }}'


def client_statements(client: GraphQLClient, query: str) -> tuple[int, int]:
    with statements() as sql, recorded_statements() as cypher:
        client.data(query)
    return len(sql), len(cypher)


def json_of(text: str) -> bytes:
    return json.dumps(text, ensure_ascii=False).encode()
