"""The network as a whole: the same every time, of the size promised, and consistent."""

from collections import Counter
from datetime import timedelta

from django.contrib.auth.validators import UnicodeUsernameValidator

from core.dev.demo.network import build_demo
from core.dev.demo.people import make_people
from core.dev.demo.records import DemoNetwork

from .conftest import NOW, TODAY


def test_the_same_day_makes_the_same_network(network: DemoNetwork) -> None:
    assert build_demo(NOW.replace(hour=3, minute=1)) == network


def test_another_day_keeps_people_and_moves_dates(network: DemoNetwork) -> None:
    later = build_demo(NOW + timedelta(days=10))

    assert [p.username for p in later.people] == [p.username for p in network.people]
    assert [p.joined_at - timedelta(days=10) for p in later.people] == [
        p.joined_at for p in network.people
    ]
    assert len(later.posts) == len(network.posts)


def test_another_seed_makes_another_network(network: DemoNetwork) -> None:
    people = tuple(member.person for member in make_people(TODAY, 2))
    assert people != network.people
    assert {person.username for person in people} != {person.username for person in network.people}


def test_counts(network: DemoNetwork) -> None:
    counts = {
        "people": len(network.people),
        "follows": len(network.follows),
        "posts": len(network.posts),
        "images": sum(len(post.images) for post in network.posts),
        "edited": sum(post.edited_at is not None for post in network.posts),
        "comments": len(network.comments),
        "likes": len(network.likes),
    }

    assert counts == {
        "people": 304,
        "follows": 4356,
        "posts": 2000,
        "images": 214,
        "edited": 92,
        "comments": 3543,
        "likes": 11648,
    }


def test_depths_of_threads(network: DemoNetwork) -> None:
    depths: dict[int, int] = {}
    for comment in network.comments:
        depths[comment.number] = 1 + (0 if comment.parent is None else depths[comment.parent])

    assert Counter(depths.values()) == {1: 2805, 2: 704, 3: 22, 4: 12}


def test_numbers_are_positions(network: DemoNetwork) -> None:
    assert [post.number for post in network.posts] == list(range(len(network.posts)))
    assert [c.number for c in network.comments] == list(range(len(network.comments)))


def test_usernames_and_emails_are_valid_and_unique(network: DemoNetwork) -> None:
    validate = UnicodeUsernameValidator()
    for person in network.people:
        validate(person.username)

    assert len({person.username.lower() for person in network.people}) == len(network.people)
    assert len({person.email.lower() for person in network.people}) == len(network.people)


def test_lengths(network: DemoNetwork) -> None:
    assert max(len(person.username) for person in network.people) <= 30
    assert max(len(person.display_name) for person in network.people) <= 50
    assert max(len(person.bio) for person in network.people) <= 300
    assert max(len(post.content) for post in network.posts) <= 1000
    assert max(len(comment.content) for comment in network.comments) <= 500
    descriptions = [image.description for post in network.posts for image in post.images]
    assert max(map(len, descriptions)) <= 300
    assert all(post.content.strip() for post in network.posts)
    assert all(comment.content.strip() for comment in network.comments)


def test_everything_is_in_order_of_time_and_before_today(network: DemoNetwork) -> None:
    moments = (
        [follow.since for follow in network.follows],
        [post.created_at for post in network.posts],
        [comment.created_at for comment in network.comments],
        [like.since for like in network.likes],
    )
    for times in moments:
        assert times == sorted(times)
        assert times[-1] < TODAY
    edits = [post.edited_at for post in network.posts if post.edited_at]
    assert max(edits) < TODAY
    assert network.posts[0].created_at >= TODAY - timedelta(days=36)


def test_people_act_after_they_joined(network: DemoNetwork) -> None:
    joined = {person.username: person.joined_at for person in network.people}

    assert all(f.since >= max(joined[f.follower], joined[f.followee]) for f in network.follows)
    assert all(post.created_at > joined[post.author] for post in network.posts)
    assert all(comment.created_at > joined[comment.author] for comment in network.comments)
    assert all(like.since > joined[like.person] for like in network.likes)


def test_comments_and_likes_come_after_what_they_are_about(network: DemoNetwork) -> None:
    for comment in network.comments:
        assert comment.created_at > network.posts[comment.post].created_at
        if comment.parent is not None:
            parent = network.comments[comment.parent]
            assert comment.post == parent.post
            assert comment.created_at > parent.created_at
    for like in network.likes:
        assert like.since > network.posts[like.post].created_at
    for post in network.posts:
        assert post.edited_at is None or post.edited_at > post.created_at


def test_nobody_follows_themselves_or_twice(network: DemoNetwork) -> None:
    pairs = [(follow.follower, follow.followee) for follow in network.follows]

    assert len(set(pairs)) == len(pairs)
    assert all(follower != followee for follower, followee in pairs)


def test_nobody_likes_twice_or_their_own(network: DemoNetwork) -> None:
    pairs = [(like.person, like.post) for like in network.likes]

    assert len(set(pairs)) == len(pairs)
    assert all(person != network.posts[post].author for person, post in pairs)
