"""Whose account is private, and who asks to follow them."""

from collections import Counter
from collections.abc import Sequence

from .people import ADA
from .records import DemoNetwork, Follow

PRIVATE = 2
ASKING = 4


def private_people(network: DemoNetwork) -> list[str]:
    """Return the most followed of those who read and never post, by username."""
    authors = {post.author for post in network.posts}
    fame = Counter(follow.followee for follow in network.follows)
    quiet = [each.username for each in network.people if each.username not in {*authors, ADA}]
    return sorted(quiet, key=lambda name: (-fame[name], name))[:PRIVATE]


def requests_of(network: DemoNetwork) -> list[Follow]:
    """Return the requests to them, oldest first: of Ada, and of people of their communities."""
    return [
        Follow(follower, followee, network.as_of)
        for followee in private_people(network)
        for follower in _asking(network, followee)
    ]


def _asking(network: DemoNetwork, followee: str) -> Sequence[str]:
    follows = {each.follower for each in network.follows if each.followee == followee}
    homes = {each.username: each.community for each in network.people}
    near = [
        name
        for name, community in homes.items()
        if name == ADA or (community == homes[followee] and name != followee)
    ]
    return [name for name in near if name not in follows][:ASKING]
