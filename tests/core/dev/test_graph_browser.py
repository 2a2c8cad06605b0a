"""The Neo4j Browser of developers: its guide, its style, and whom it may ask."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import LazySettings
from django.test import Client

from core.dev.engines.jars import cache_folder, ensure_jars
from core.dev.graph_browser.recipes import RECIPES, Recipe
from core.follows.services import follow
from core.likes.services import like
from graph.connection import client
from tests.factories import make_post, make_users


@pytest.fixture(autouse=True)
def development(settings: LazySettings) -> None:
    """The addresses of development, and the jar of the Browser."""
    settings.ROOT_URLCONF = "core.dev.urls"
    ensure_jars(cache_folder(settings.VAR / "neo4j-jars"))


@pytest.fixture
def network(stores: None) -> None:
    """Ada follows Bob and Cat, who follow each other and Dan."""
    ada, bob, cat, dan = make_users("ada", "bob", "cat", "dan")
    for one, other in ((ada, bob), (ada, cat), (bob, cat), (cat, bob), (bob, dan), (cat, dan)):
        follow(follower=one, followee=other.pk)
    like(liker=cat, post=make_post(bob).pk)


@pytest.mark.usefixtures("network")
@pytest.mark.parametrize("recipe", RECIPES, ids=[recipe.question for recipe in RECIPES])
def test_each_recipe_finds_something(recipe: Recipe) -> None:
    records = client.read(recipe.cypher)
    assert 0 < len(records) <= 12


def test_the_page_begins_with_the_guide_and_asks_no_other_host(settings: LazySettings) -> None:
    settings.NEO4J_URL = "bolt://neo4j:secret@127.0.0.1:7700"
    asked = Client()
    moved = asked.get("/dev/graph/")
    assert (moved.status_code, parse_qs(urlsplit(moved["Location"]).query)) == (
        302,
        {
            "connectURL": ["bolt://neo4j@127.0.0.1:7700"],
            "cmd": ["play"],
            "arg": ["http://testserver/dev/graph/guide/"],
        },
    )
    page = asked.get(f"/dev/graph/{moved['Location']}")
    assert b"<title>Neo4j Browser</title>" in page.content
    policy = dict(
        each.strip().partition(" ")[::2] for each in page["Content-Security-Policy"].split(";")
    )
    assert policy["default-src"] == "'self'"
    assert policy["connect-src"].split() == [
        "'self'",
        *(
            f"{scheme}://{host}:7700"
            for host in ("127.0.0.1", "localhost")
            for scheme in ("ws", "wss", "http", "https")
        ),
    ]
    assert asked.get("/dev/graph/../manage.py").status_code == 404
    assert asked.get("/dev/graph/nothing.js").status_code == 404
    assert "node.User" in asked.get("/dev/graph/style/").content.decode()
