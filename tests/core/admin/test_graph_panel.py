"""A user's page shows what the graph has of them, beside what PostgreSQL says."""

import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from neomodel import db

from core.accounts.models import User
from core.accounts.staff import change_person
from core.follows.services import follow
from core.likes.services import like
from core.relay.relay import drain
from graph.connection import driver
from graph.connection.client import breaker, recorded_statements
from graph.traversals.overview import EDGES
from tests.factories import make_post, make_users
from tests.statements import statements
from tests.waiting import wait_until

from .conftest import Pages


@pytest.fixture
def unavailable(stores: None) -> Iterator[None]:
    """Neo4j at an address where nothing listens."""
    driver.configure("bolt://127.0.0.1:1")
    yield
    driver.configure(settings.NEO4J_URL)
    wait_until(lambda: not breaker.is_open)


def panel(page: str) -> tuple[list[list[str]], list[list[str]]]:
    """The rows of the table, and the names after each sentence below it."""
    (shown,) = re.findall(r"<table><tr><th></th><th>Neo4j.*?</p><p>.*?</p>", page, re.DOTALL)
    rows = [re.findall(r"<t[hd]>(.*?)</t[hd]>", row) for row in re.findall("<tr>.*?</tr>", shown)]
    names = [re.findall(r">([^<]+)</a>", line) for line in re.findall("<p>.*?</p>", shown)]
    return rows, names


def test_counts_of_both_stores_and_the_newest_follows(root: User, pages: Pages) -> None:
    ada, *others = make_users("ada", "bob", "cyd", "dan", "eve", "fay", "gus")
    for other in others:
        follow(follower=ada, followee=other.pk)
    follow(follower=others[0], followee=ada.pk)
    posts = [make_post(ada), make_post(ada), make_post(others[0])]
    like(liker=ada, post=posts[2].pk)
    drain()

    rows, names = panel(pages(f"core/user/{ada.pk}/change/"))

    assert rows == [
        ["", "Neo4j", "PostgreSQL"],
        ["followers", "1", "-"],
        ["following", "6", "6"],
        ["posts", "2", "2"],
        ["likes", "1", "1"],
    ]
    assert names == [["gus", "fay", "eve", "dan", "cyd"], ["bob"]]


def test_edges_that_a_suspension_hides_are_counted(root: User, pages: Pages) -> None:
    ada, bob, cyd = make_users("ada", "bob", "cyd")
    follow(follower=ada, followee=bob.pk)
    follow(follower=bob, followee=ada.pk)
    follow(follower=bob, followee=cyd.pk)
    post = make_post(bob)
    like(liker=ada, post=post.pk)
    change_person(person=ada.pk, is_active=False)

    rows, names = panel(pages(f"core/user/{ada.pk}/change/"))
    assert rows[1:] == [
        ["followers", "1", "-"],
        ["following", "1", "1"],
        ["posts", "0", "0"],
        ["likes", "1", "1"],
    ]
    assert names == [["bob"], ["bob"]]
    rows, names = panel(pages(f"core/user/{bob.pk}/change/"))
    assert rows[1:3] == [["followers", "1", "-"], ["following", "2", "2"]]
    assert names == [["cyd", "ada"], ["ada"]]


def test_a_difference_is_seen(root: User, pages: Pages) -> None:
    ada, bob = make_users("ada", "bob")
    follow(follower=ada, followee=bob.pk)
    drain()
    db.cypher_query("MATCH (:User {uid: $uid})-[f:FOLLOWS]->() DELETE f", {"uid": ada.pk})

    rows, names = panel(pages(f"core/user/{ada.pk}/change/"))

    assert rows[2] == ["following", "0", "1"]
    assert names == [[], []]


def test_the_number_of_statements_does_not_depend_on_how_much_there_is(
    root: User, pages: Pages
) -> None:
    ada, bob, cyd = make_users("ada", "bob", "cyd")
    follow(follower=bob, followee=ada.pk)
    follow(follower=bob, followee=cyd.pk)
    taken = []
    for user in (ada, bob):
        with statements() as sql, recorded_statements() as cypher:
            pages(f"core/user/{user.pk}/change/")
        assert cypher == ["User.nodes.filter(uid)", EDGES]
        taken.append(len(sql))
    assert taken[0] == taken[1]


def test_a_user_without_a_node(root: User, pages: Pages) -> None:
    db.cypher_query("MATCH (u:User {uid: $uid}) DETACH DELETE u", {"uid": root.pk})
    assert "The graph has no node of this user." in pages(f"core/user/{root.pk}/change/")


def test_an_unavailable_graph_is_a_sentence(root: User, pages: Pages, unavailable: None) -> None:
    page = pages(f"core/user/{root.pk}/change/")
    assert "The graph database is temporarily unavailable." in page
    assert "<table><tr><th></th><th>Neo4j" not in page
