"""Lists of relations over the API, for who has read very many of them."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from api.auth.tokens import access_token
from core.accounts.models import User
from core.common.rates import Rate
from core.follows.services import follow
from core.likes.services import like
from core.ratelimit import read_budgets
from graph.connection.client import recorded_statements
from tests.factories import make_post, make_users
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("stores")

MESSAGE = (
    "You have reached your limit of 6 entries in lists of followers, followed users and likers "
    "per hour. Try again in 10 minutes."
)
FOLLOWERS = '{ user(username: "ada") { followers { nodes { username } } } }'
FOLLOWING = '{ user(username: "bob") { following { edges { node { username } } } } }'
LIKERS = "{ posts { nodes { likers(first: 5) { nodes { username } } } } }"


@pytest.fixture(autouse=True)
def people(stores: None, settings: LazySettings) -> Iterator[list[User]]:
    """Three follow ada and like her post; six an hour may be read without an account."""
    settings.RATES = {
        **settings.RATES,
        "relations_account": Rate(60, "hour"),
        "relations_anonymous": Rate(6, "hour"),
    }
    read_budgets.forget()
    ada, *others = found = make_users("ada", "bob", "carl", "dora")
    post = make_post(ada)
    for other in others:
        follow(follower=other, followee=ada.pk)
        like(liker=other, post=post.pk)
    yield found
    read_budgets.forget()


def ask(query: str, user: User | None = None, address: str = "192.0.2.1") -> Any:
    headers = {"Authorization": f"Bearer {access_token(user)}"} if user else {}
    return Client(REMOTE_ADDR=address).get("/graphql/", {"query": query}, headers=headers)


def is_refused(response: Any) -> bool:
    errors = response.json().get("errors", ())
    for error in errors:
        assert error["extensions"]["code"] == "RATE_LIMITED"
        wait = error["extensions"]["retryAfter"]
        assert response.headers["Retry-After"] == str(wait)
    return bool(errors)


@pytest.mark.parametrize("query", [FOLLOWERS, LIKERS])
def test_without_an_account_few_are_shown(query: str, people: list[User]) -> None:
    assert not is_refused(ask(query))
    assert not is_refused(ask(query))

    with recorded_statements() as cypher:
        refused = [ask(query), ask(query), ask(FOLLOWERS), ask(FOLLOWING)]

    assert all(map(is_refused, refused))
    assert len(cypher) == 1  # the first of them; the others were refused before
    # Who is signed in has more, and so has another address.
    assert not is_refused(ask(query, people[0]))
    assert not is_refused(ask(query, address="192.0.2.2"))


def test_every_list_counts_and_nothing_else(people: list[User]) -> None:
    for _ in range(10):
        assert not is_refused(ask("{ users { nodes { username followersCount } } }"))
    assert not is_refused(ask(FOLLOWERS))
    assert not is_refused(ask(LIKERS))
    assert is_refused(ask(FOLLOWING))
    refused = ask(FOLLOWERS)
    assert is_refused(refused)
    assert refused.json()["data"] == {"user": {"followers": None}}
    assert not is_refused(ask('{ user(username: "ada") { followersCount } }'))


def test_aliases_and_nesting_count_as_often_as_they_show() -> None:
    aliases = " ".join(f"a{n}: followers(first: {n + 1}) {{ nodes {{ id }} }}" for n in range(4))
    response = ask(f'{{ user(username: "ada") {{ {aliases} }} }}')
    assert is_refused(response)
    shown = response.json()["data"]["user"]
    assert [name for name, each in shown.items() if each] == ["a0", "a1", "a2"]


def test_an_ordinary_page_costs_no_statement(people: list[User]) -> None:
    with statements() as sql:
        assert not is_refused(ask("{ me { followers(first: 2) { nodes { id } } } }", people[0]))
    assert not any("core_allowance" in text for text in sql)


def test_suggestions_count_the_mutuals_that_they_name(people: list[User]) -> None:
    ada, bob, carl, _ = people
    follow(follower=ada, followee=bob.pk)
    follow(follower=bob, followee=carl.pk)
    query = "{ followSuggestions { user { username } reasons { people { username } } } }"
    with statements() as sql:
        response = ask(query, ada)
    named = sum(
        len(reason["people"])
        for each in response.json()["data"]["followSuggestions"]
        for reason in each["reasons"]
    )
    assert named > 0
    assert [count.read for count in read_budgets._counts.values()] == [named]
    assert not any("core_allowance" in text for text in sql)
