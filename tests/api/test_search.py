"""Searches over the API: refused ones, their order, and without the graph."""

from collections.abc import Iterator

import pytest
from django.conf import settings

from core.accounts.models import User
from core.follows.services import follow
from core.posts.models import Post
from graph.connection import driver
from graph.connection.client import breaker
from tests.api.client import GraphQLClient
from tests.factories import make_post, make_users
from tests.waiting import wait_until

pytestmark = pytest.mark.usefixtures("stores")

POSTS = """query ($text: String!, $after: String) {
  posts(search: $text, first: 2, after: $after) {
    nodes { content } totalCount pageInfo { endCursor hasNextPage hasPreviousPage } } }"""
USERS = """query ($text: String!, $after: String) {
  users(search: $text, first: 2, after: $after) {
    nodes { username } totalCount pageInfo { endCursor hasNextPage hasPreviousPage } } }"""


@pytest.mark.parametrize("text", ["???", '"', '""', "-", "* - *", "\u200d\u2800", "+ | &"])
def test_a_search_without_words_says_so(text: str) -> None:
    assert GraphQLClient().refusal(POSTS, text=text) == (
        "BAD_USER_INPUT",
        "The search has no words. Use letters, digits or emoji.",
        "search",
    )


HOSTILE = (
    *("-" * 50 + "plant", "- " * 60 + "plant", "-|" * 60 + "plant", "-!-" * 40 + "plant"),
    *('-"' * 99, "-" * 200, "plant " + "-" * 100, "é" * 1_500, "𝐚" * 1_500, "㌖" * 200, "é-" * 600),
    *("(" * 99 + "plant", "a <-> b & !c:*", "\\" * 99 + "a", "'" * 99 + "a", ":*" * 50 + "a"),
)


@pytest.mark.parametrize("of", [POSTS, USERS])
def test_no_text_is_more_than_the_stores_can_read(of: str) -> None:
    """Also where rows have no words yet, which PostgreSQL's own parser then reads."""
    [ada] = make_users("ada")
    post = make_post(ada, "plant")
    for unread in (False, True):
        for text in HOSTILE:
            answer = GraphQLClient().answer(of, text=text)
            codes = {error["extensions"]["code"] for error in answer.get("errors", ())}
            assert codes <= {"BAD_USER_INPUT"}, (unread, text, answer)
        assert [
            node["content"]
            for node in GraphQLClient().data(POSTS, text="- plant -tree")["posts"]["nodes"]
        ] == [post.content]
        Post.objects.update(words=None)
        User.objects.update(name_words=None)


def test_pages_of_posts() -> None:
    [ada] = make_users("ada")
    for number in range(5):
        make_post(ada, f"“Number” {number}")
    make_post(ada, "Another")
    client, after = GraphQLClient(), None
    seen: list[str] = []
    while True:
        page = client.data(POSTS, text="number", after=after)["posts"]
        assert page["totalCount"] == 5
        assert page["pageInfo"]["hasPreviousPage"] == bool(seen)
        seen += [node["content"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert seen == [f"“Number” {number}" for number in reversed(range(5))]
    assert client.data(POSTS, text="number -number")["posts"]["nodes"] == []


@pytest.fixture
def outage() -> Iterator[None]:
    driver.configure("bolt://127.0.0.1:1")
    yield
    driver.configure(settings.NEO4J_URL)
    wait_until(lambda: not breaker.is_open)


def acquainted() -> User:
    """A viewer who knows one of three whose name has a word."""
    _, _, known, viewer = make_users("grace1", "grace2", "grace3", "viewer")
    follow(follower=viewer, followee=known.pk)
    return viewer


def test_people_one_knows_come_first_page_by_page() -> None:
    client = GraphQLClient(acquainted())
    first = client.data(USERS, text="grace")["users"]
    assert [node["username"] for node in first["nodes"]] == ["grace3", "grace1"]
    assert first["totalCount"] == 3
    rest = client.data(USERS, text="grace", after=first["pageInfo"]["endCursor"])["users"]
    assert [node["username"] for node in rest["nodes"]] == ["grace2"]
    assert rest["pageInfo"]["hasPreviousPage"]
    assert not rest["pageInfo"]["hasNextPage"]


def test_people_are_found_while_the_graph_is_unavailable(request: pytest.FixtureRequest) -> None:
    client = GraphQLClient(acquainted())
    request.getfixturevalue("outage")
    found = client.data(USERS, text="grace")["users"]
    assert [node["username"] for node in found["nodes"]] == ["grace1", "grace2"]
