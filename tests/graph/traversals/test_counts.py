"""Counts are the degrees of the graph."""

import pytest

from graph.connection import client
from graph.traversals.counts import (
    POST_COUNTS,
    USER_COUNTS,
    PostCounts,
    UserCounts,
    post_counts,
    post_counts_and_liked,
    user_counts,
)

from .network import Network
from .plans import operators

pytestmark = pytest.mark.usefixtures("graph")


def small_network() -> None:
    """Three people, two posts, and something withdrawn of each kind."""
    network = Network()
    network.follow(1, 2, 3)
    network.follow(2, 1)
    network.follow(3, 1)
    network.add("unfollowed", 3, 1)
    network.add("dismissed", 3, 2)
    for pid in (70, 71, 72):
        network.add("posted", 1, pid)
    network.add("post_deleted", 1, 72)
    network.add("liked", 2, 70)
    network.add("liked", 3, 70)
    network.add("liked", 3, 71)
    network.add("unliked", 3, 71)
    network.add("commented", 2, 70, comment=900)
    network.add("commented", 2, 70, comment=901)
    network.add("commented", 3, 70, comment=902)
    network.add("comment_deleted", 3, 70, comment=902)
    network.write()


def test_counts_of_people_in_one_statement() -> None:
    small_network()
    with client.recorded_statements() as statements:
        found = user_counts([1, 2, 3, 404])
    assert found == {
        1: UserCounts(followers=1, following=2, posts=2),
        2: UserCounts(followers=1, following=1, posts=0),
        3: UserCounts(followers=1, following=0, posts=0),
        404: UserCounts(followers=0, following=0, posts=0),
    }
    assert statements == [USER_COUNTS]


def test_counts_of_posts_in_one_statement() -> None:
    small_network()
    with client.recorded_statements() as statements:
        found = post_counts([70, 71, 72])
    assert found == {
        70: PostCounts(likes=2, comments=2),
        71: PostCounts(likes=0, comments=0),
        72: PostCounts(likes=0, comments=0),
    }
    assert statements == [POST_COUNTS]


def test_counts_read_the_stored_degrees_and_walk_no_edge() -> None:
    people = operators(USER_COUNTS, uids=[1])
    posts = operators(POST_COUNTS, pids=[70])
    assert sum(line.count("getDegree(") for line in people) == 3
    assert sum(line.count("getDegree(") for line in posts) == 2
    assert not [line for line in people + posts if "Expand" in line or "Scan" in line]


@pytest.mark.parametrize("complete", [True, False])
def test_counts_with_what_the_viewer_likes_in_one_statement(complete: bool) -> None:
    small_network()
    if not complete:
        client.write("CREATE (:Backfill)")
    with client.recorded_statements() as statements:
        found = post_counts_and_liked(3, [70, 71, 72])
    assert found == {
        70: (PostCounts(likes=2, comments=2), True),
        71: (PostCounts(likes=0, comments=0), False),
    }
    assert len(statements) == (1 if complete else 2)
    assert {pid: counts for pid, (counts, _) in found.items()} == post_counts([70, 71])
