"""Builds the demo network: about 300 people, what they post, say and like, and whom they follow.

The same every time: people, words and pictures depend on the seed alone, dates on the day of
``now`` too.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from .comments import make_comments
from .follows import make_follows
from .likes import make_likes
from .people import Member, make_people
from .posts import make_posts
from .records import DemoNetwork, Follow
from .rhythm import day_of

SEED = 1815


def build_demo(now: datetime, seed: int = SEED) -> DemoNetwork:
    """Return the network as of the beginning of the day of ``now`` (aware), in UTC."""
    today = day_of(now)
    members = make_people(today, seed)
    follows = make_follows(members, today, seed)
    followers = _followers(follows)
    audience = _audience(members, followers)
    posted = make_posts(members, _friends(members, follows), today, seed)
    return DemoNetwork(
        as_of=today,
        people=tuple(member.person for member in members),
        follows=follows,
        posts=tuple(one.post for one in posted),
        comments=make_comments(members, audience, posted, today, seed),
        likes=make_likes(members, followers, audience, posted, today, seed),
    )


def _followers(follows: Sequence[Follow]) -> Mapping[str, Sequence[str]]:
    """Username → those who follow, in order of their names."""
    followers = defaultdict(list)
    for follow in sorted(follows, key=lambda follow: follow.follower):
        followers[follow.followee].append(follow.follower)
    return followers


def _audience(
    members: Sequence[Member], followers: Mapping[str, Sequence[str]]
) -> Mapping[str, Sequence[str]]:
    """Username → who sees the posts: followers first, then the rest of the community."""
    at_home = defaultdict(list)
    for member in members:
        at_home[member.person.community].append(member.username)
    return {
        member.username: [
            name
            for name in dict.fromkeys(
                [*followers.get(member.username, ()), *at_home[member.person.community]]
            )
            if name != member.username
        ]
        for member in members
    }


def _friends(members: Sequence[Member], follows: Sequence[Follow]) -> Mapping[str, Sequence[str]]:
    """Username → first names to mention, of people followed, or of anyone for a newcomer."""
    first_names = {member.username: member.person.first_name for member in members}
    followed: dict[str, list[str]] = {name: [] for name in first_names}
    for follow in sorted(follows, key=lambda follow: (follow.follower, follow.followee)):
        followed[follow.follower].append(first_names[follow.followee])
    everyone = list(first_names.values())
    return {name: known or everyone for name, known in followed.items()}
