"""The feed is exactly what the naive traversal finds, page by page, in both directions."""

import random
from typing import Any

import pytest

from graph.connection import client
from graph.traversals import feed as feed_module
from graph.traversals.counts import post_counts
from graph.traversals.feed import BY_INDEX, feed, feed_size
from graph.traversals.keyset import HIGHEST, LOWEST

from .network import Network, random_follows
from .plans import hits, operators, scans

pytestmark = pytest.mark.usefixtures("graph")

VIEWER, PEOPLE = 1, 25


def naive(viewer: int, include_own: bool = False) -> list[int]:
    """Every post of everyone followed, newest first."""
    query = """
        MATCH (author:User)-[:POSTED]->(post:Post)
        WHERE EXISTS { (:User {uid: $viewer})-[:FOLLOWS]->(author) }
           OR (author.uid = $viewer AND $include_own)
        RETURN post.pid AS pid ORDER BY pid DESC
        """
    return [row["pid"] for row in client.read(query, viewer=viewer, include_own=include_own)]


def pids(*args: int, **asked: Any) -> list[int]:
    """The posts of a page, each with the counts that it has."""
    page = feed(*args, **asked)
    found = [post.pid for post in page]
    assert {post.pid: post.counts for post in page} == post_counts(found)
    return found


# All ways to a page: they are chosen by how many people are followed.
STRATEGIES: dict[str, dict[str, int]] = {
    "seeks": {},
    "scan": {"SEEK": 1_000},
    "scan, then seeks": {"SEEK": 1_000, "WINDOW": 30},
}


def page_by_every_strategy(*args: int, **asked: Any) -> list[int]:
    """The page of the feed, which is the same by all of them."""
    pages = {}
    for name, limits in STRATEGIES.items():
        with pytest.MonkeyPatch.context() as patch:
            for limit, value in limits.items():
                patch.setattr(feed_module, limit, value)
            pages[name] = pids(*args, **asked)
    page = pages["seeks"]
    assert pages == dict.fromkeys(STRATEGIES, page)
    return page


def grown(randomness: random.Random) -> tuple[Network, dict[int, int]]:
    """A random network, and its posts with their authors."""
    network = Network()
    for actor, target in random_follows(randomness, PEOPLE, 250):
        network.add("followed", actor, target)
    pids = randomness.sample(range(1000, 9000), 200)
    posts = {pid: randomness.randint(1, PEOPLE) for pid in pids}
    for pid, author in posts.items():
        network.add("posted", author, pid)
    for liker, pid in zip(range(1, PEOPLE + 1), pids * 3, strict=False):
        network.add("liked", liker, pid)
    network.write()
    return network, posts


def stir(randomness: random.Random, network: Network, posts: dict[int, int]) -> set[int]:
    """Add posts of new and older dates, delete others; return all that were added or deleted."""
    newest = max(posts)
    added = [newest + 1, newest + 2, *randomness.sample(range(1000, 9000), 4)]
    fresh = {pid: randomness.randint(1, PEOPLE) for pid in added if pid not in posts}
    gone = randomness.sample(sorted(posts), 4)
    for pid, author in fresh.items():
        network.add("posted", author, pid)
    for pid in gone:
        network.add("post_deleted", posts.pop(pid), pid)
    posts.update(fresh)
    network.write()
    return {*fresh, *gone}


@pytest.mark.parametrize("include_own", [False, True])
@pytest.mark.parametrize("seed", range(3))
def test_pages_from_the_newest_while_posts_come_and_go(seed: int, include_own: bool) -> None:
    randomness = random.Random(seed)
    network, posts = grown(randomness)
    at_first = naive(VIEWER, include_own)
    seen: list[int] = []
    moved: set[int] = set()
    cursor = None
    while page := page_by_every_strategy(VIEWER, limit=5, before=cursor, include_own=include_own):
        rest = [p for p in naive(VIEWER, include_own) if cursor is None or p < cursor]
        assert page == rest[:5]
        seen += page
        cursor = page[-1]
        moved |= stir(randomness, network, posts)
    assert len(seen) > 30
    assert len(set(seen)) == len(seen)
    assert set(at_first) - moved <= set(seen)


@pytest.mark.parametrize("include_own", [False, True])
@pytest.mark.parametrize("seed", range(3))
def test_pages_from_the_oldest_while_posts_come_and_go(seed: int, include_own: bool) -> None:
    randomness = random.Random(seed)
    network, posts = grown(randomness)
    at_first = naive(VIEWER, include_own)
    seen: list[int] = []
    moved: set[int] = set()
    cursor = None
    while page := page_by_every_strategy(
        VIEWER, limit=5, after=cursor, include_own=include_own, backwards=True
    ):
        rest = [p for p in naive(VIEWER, include_own) if cursor is None or p > cursor]
        assert page == rest[-5:]
        seen = page + seen
        cursor = page[0]
        if len(seen) < 30:
            moved |= stir(randomness, network, posts)
    assert len(seen) > 30
    assert len(set(seen)) == len(seen)
    assert set(at_first) - moved <= set(seen)


def test_both_bounds_are_exclusive_and_either_end_can_be_asked() -> None:
    grown(random.Random(7))
    everything = naive(VIEWER)
    newer, older = everything[3], everything[12]
    assert page_by_every_strategy(VIEWER, limit=4, before=newer, after=older) == everything[4:8]
    assert (
        page_by_every_strategy(VIEWER, limit=4, before=newer, after=older, backwards=True)
        == everything[8:12]
    )
    assert page_by_every_strategy(VIEWER, limit=50, before=newer, after=older) == everything[4:12]
    assert page_by_every_strategy(VIEWER, limit=50, before=older, after=newer) == []
    assert page_by_every_strategy(VIEWER, limit=0) == []


def test_a_viewer_who_follows_nobody_sees_at_most_their_own() -> None:
    network = Network()
    network.add("posted", 1, 500)
    network.add("posted", 2, 501)
    network.write()
    assert pids(1, limit=10) == []
    assert pids(1, limit=10, include_own=True) == [500]
    assert pids(99, limit=10, include_own=True) == []


def test_unfollowing_removes_the_posts() -> None:
    network = Network()
    network.follow(1, 2)
    network.add("posted", 2, 501)
    network.write()
    assert pids(1, limit=10) == [501]
    network.add("unfollowed", 1, 2)
    network.write()
    assert pids(1, limit=10) == []


def test_a_post_that_so_far_has_only_likes_is_not_seen() -> None:
    network = Network()
    network.follow(1, 2)
    network.add("liked", 2, 501)
    network.write()
    assert pids(1, limit=10) == []
    network.add("posted", 2, 501)
    network.write()
    assert pids(1, limit=10) == [501]


def test_a_page_is_one_statement() -> None:
    with client.recorded_statements() as statements:
        feed(VIEWER, limit=20)
        feed(VIEWER, limit=20, backwards=True)
    assert statements == [BY_INDEX[False, False], BY_INDEX[False, True]]


@pytest.mark.parametrize("backwards", [False, True])
def test_the_plan_seeks_in_the_index_and_sorts_no_posts_of_a_person(backwards: bool) -> None:
    grown(random.Random(1))
    query = BY_INDEX[False, backwards]
    asked = {"viewer": VIEWER, "muted": [], "own": [], "before": 9000, "after": 0}
    plan = operators(query, **asked, limit=20, seek=4, window=9)
    assert [line for line in plan if "post:Post" in line and "Index" in line] == [
        "NodeUniqueIndexSeekByRange UNIQUE post:Post(pid) WHERE pid > $after AND pid < $before",
        "NodeIndexSeek RANGE INDEX post:Post(author, pid) WHERE author = author AND "
        "pid > $after AND pid < $before, cache[post.pid]",
        "NodeIndexSeek RANGE INDEX post:Post(author, pid) WHERE author = author AND "
        "pid > $after AND pid < $before, cache[post.pid]",
    ]
    # The two orderings left merge what the seeks found; they keep no more than the limit.
    order = "ASC" if backwards else "DESC"
    assert [line for line in plan if line.split()[0] in {"Sort", "PartialTop", "Top"}] == [
        f"Top pid {order} LIMIT $limit",
        f"Top head {order} LIMIT $limit",
    ]
    assert scans(plan) == []


def test_the_cost_of_a_page_is_that_of_its_posts_and_of_a_seek_for_each_followee() -> None:
    """200 authors of 30 posts each; a viewer who follows 100 of 1,000 users."""
    client.write(PROLIFIC)
    for (with_liked, _), query in BY_INDEX.items():
        # A seek in each of two indexes for each post, as the viewer likes none.
        liked = 40 if with_liked else 0
        for before in (HIGHEST, 3_000):
            asked = {
                "viewer": VIEWER,
                "muted": [],
                "own": [],
                "before": before,
                "after": LOWEST,
                "limit": 10,
                "window": 4_000,
            }
            assert hits(query, **asked, seek=4) <= 101 + 2 * 100 + 12 * 10 + 4
            # A scan finds the page after about 10 × 200 ÷ 100 posts.
            assert hits(query, **asked, seek=1_000) <= 101 + 5 * 20 + liked
            assert (
                client.read_one(query, **asked, seek=4)["posts"]
                == (client.read_one(query, **asked, seek=1_000)["posts"])
            )


PROLIFIC = """
CREATE (viewer:User {uid: 1})
WITH viewer UNWIND range(2, 1000) AS uid
CREATE (u:User {uid: uid})
WITH viewer, u WHERE u.uid < 202
FOREACH (_ IN CASE WHEN u.uid % 2 = 0 THEN [1] ELSE [] END |
  CREATE (viewer)-[:FOLLOWS {actor: 1, target: u.uid, since: 1, version: 1}]->(u))
WITH u UNWIND range(1, 30) AS number
CREATE (u)-[:POSTED]->(:Post {pid: number * 200 + u.uid * 37 % 200, author: u.uid})
"""


@pytest.mark.parametrize("complete", [True, False])
def test_likes_of_the_viewer_come_with_the_page(complete: bool) -> None:
    network = Network()
    network.follow(1, 2)
    for pid in (11, 12, 13):
        network.add("posted", 2, pid)
    for actor, pid in ((1, 12), (2, 13)):
        network.add("liked", actor, pid)
    network.write()
    if not complete:
        client.write("CREATE (:Backfill)")
    expected = [(13, 1, False), (12, 1, True), (11, 0, False)]
    for suspended in (False, True):
        found = feed(1, limit=9, with_liked=True, suspended=suspended)
        assert [(post.pid, post.counts.likes, post.liked) for post in found] == expected
        found = feed(1, limit=9, suspended=suspended)
        assert {post.liked for post in found} == {None}


def test_the_size_of_a_feed() -> None:
    network = Network()
    network.follow(1, 2, 3)
    for author, pid in ((1, 10), (2, 11), (2, 12), (3, 13), (4, 14)):
        network.add("posted", author, pid)
    network.write()
    assert feed_size(1) == (3, [])
    assert feed_size(1, include_own=True) == (4, [])
    assert sorted(feed_size(1, named=True).followees) == [2, 3]
    assert feed_size(2) == (0, [])
    assert feed_size(2, include_own=True) == (2, [])
    assert feed_size(404, include_own=True) == (0, [])
