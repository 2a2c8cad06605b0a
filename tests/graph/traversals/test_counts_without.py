"""Counts without hidden users are those of a plain count, however many are hidden."""

import random
from dataclasses import replace

import pytest

from graph.connection import client
from graph.edges import BOOKMARKED, FOLLOWS, LIKED
from graph.traversals.counts import (
    PostCounts,
    UserCounts,
    post_counts,
    post_counts_and_liked,
    user_counts,
)
from graph.traversals.counts_without import POST_COUNTS_BY_INDEX, USER_COUNTS_BY_INDEX
from graph.traversals.edge_ends import actors, count_targets, targets, targets_among
from graph.traversals.feed import FeedPost, feed
from graph.traversals.hidden import MANY, for_hidden
from graph.traversals.likes import likers
from graph.traversals.relations import relations, relations_and_counts

from .network import Network

pytestmark = pytest.mark.usefixtures("graph")

PEOPLE = range(1, 31)
POSTS = (70, 71, 72)


def crowd() -> tuple[set[tuple[int, int]], set[tuple[int, int]], list[tuple[int, int]]]:
    """Follows, likes and comments of 30 people at random; of 71 there are few."""
    chance, network = random.Random(5), Network()
    pairs = [(one, other) for one in PEOPLE for other in PEOPLE if one != other]
    follows = set(chance.sample(pairs, 200))
    for one, other in follows:
        network.follow(one, other)
    for pid in POSTS:
        network.add("posted", 1, pid)
    likes = {(uid, 70) for uid in PEOPLE} | {(uid, 71) for uid in (3, 4)}
    for uid, pid in likes:
        network.add("liked", uid, pid)
    comments = [(chance.choice(PEOPLE), pid) for pid in (70,) * 40 + (71,) * 2]
    for cid, (uid, pid) in enumerate(comments, 900):
        network.add("commented", uid, pid, comment=cid)
    network.write()
    return follows, likes, comments


def test_counts_and_lists_leave_out_who_is_hidden() -> None:
    follows, likes, comments = crowd()
    # Very many are sent in another form.
    for number, others in ((1, 0), (3, 0), (12, 0), (29, 0), (1, MANY), (12, MANY)):
        hidden = random.Random(number).sample([*PEOPLE, 404], number)
        hidden += range(1_000, 1_000 + others)
        with client.recorded_statements() as statements:
            users = user_counts([*PEOPLE, 404], hidden=hidden)
            posts = post_counts(POSTS, hidden=hidden)
        texts = (USER_COUNTS_BY_INDEX, POST_COUNTS_BY_INDEX)
        assert statements == [for_hidden(text, hidden) for text in texts]
        assert (statements == [*texts]) == (others == 0)
        for uid in PEOPLE:
            followers = {one for one, other in follows if other == uid} - {*hidden}
            following = {other for one, other in follows if one == uid} - {*hidden}
            posted = len(POSTS) if uid == 1 else 0
            assert users[uid] == UserCounts(len(followers), len(following), posted)
            found = actors(FOLLOWS, [uid], limit=99, hidden=hidden)[uid]
            assert {each.id for each in found} == followers
            found = targets(FOLLOWS, [uid], limit=99, hidden=hidden)[uid]
            assert {each.id for each in found} == following
        assert users[404] == UserCounts()
        for pid in POSTS:
            fans = {uid for uid, liked in likes if liked == pid} - {*hidden}
            said = sum(where == pid and uid not in hidden for uid, where in comments)
            assert posts[pid] == PostCounts(len(fans), said)
            shown = likers([pid], None, limit=99, hidden=hidden)[pid]
            assert {each.id for each in shown} == fans


def test_very_many_are_sought_at_a_node_with_more_edges() -> None:
    network, fans = Network(), range(2, 2 * MANY)
    network.add("posted", 1, 70)
    for uid in fans:
        network.follow(uid, 1)
        network.add("liked", uid, 70)
        network.add("commented", uid, 70, comment=uid)
    network.write()
    for hidden in (range(2, MANY + 3), range(MANY, 3 * MANY)):
        left = len({*fans} - {*hidden})
        assert user_counts([1], hidden=hidden) == {1: UserCounts(left, 0, 1)}
        assert post_counts([70], hidden=hidden) == {70: PostCounts(left, left)}
        assert feed(1, limit=3, include_own=True, hidden=hidden)[0].counts == PostCounts(left, left)


@pytest.mark.parametrize("complete", [True, False])
def test_counts_beside_others_are_the_same_in_one_statement(complete: bool) -> None:
    crowd()
    if not complete:
        client.write("CREATE (:Backfill)")
    for number in (1, 12, 29):
        hidden = random.Random(number).sample([*range(2, 31), 404], number)
        hidden += range(1_000, 1_000 + MANY if number == 12 else 1_000)
        for viewer in (1, 3):
            with client.recorded_statements() as statements:
                users = relations_and_counts(viewer, [*PEOPLE, 404], hidden=hidden)
                posts = post_counts_and_liked(viewer, POSTS, hidden=hidden)
                own = feed(viewer, limit=10, include_own=True, hidden=hidden)
                back = feed(viewer, limit=10, include_own=True, hidden=hidden, backwards=True)
            assert len(statements) == (4 if complete else 8)
            related, counted = relations(viewer, PEOPLE), user_counts(PEOPLE, hidden=hidden)
            assert users == {uid: (related[uid], counted[uid]) for uid in PEOPLE}
            liked, post_counted = (
                targets_among(LIKED, viewer, POSTS),
                post_counts(POSTS, hidden=hidden),
            )
            assert posts == {pid: (post_counted[pid], pid in liked) for pid in POSTS}
            assert own == back
            with_liked = feed(viewer, limit=10, include_own=True, hidden=hidden, with_liked=True)
            assert with_liked == [replace(post, liked=post.pid in liked) for post in own]
            if viewer == 1:
                assert own == [FeedPost(pid, post_counted[pid]) for pid in (72, 71, 70)]


def test_bookmarks_of_hidden_authors_are_not_counted() -> None:
    network = Network()
    for author, pid in ((1, 70), (2, 71), (2, 72)):
        network.add("posted", author, pid)
        network.add("bookmarked", 3, pid)
    network.write()
    assert count_targets(BOOKMARKED, 3) == 3
    assert count_targets(BOOKMARKED, 3, hidden=[2, 404]) == 1
