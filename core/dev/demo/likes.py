"""Who likes what: mostly the author's followers, some of the community."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from random import Random

from .people import ADA, Member
from .posts import StoryPost
from .records import Like
from .rhythm import later

MEAN_SHARE = 0.086
PICTURE_FACTOR = 1.5
LURKER_LIKES = 0.06


def make_likes(
    members: Sequence[Member],
    followers: Mapping[str, Sequence[str]],
    audience: Mapping[str, Sequence[str]],
    posted: Sequence[StoryPost],
    today: datetime,
    seed: int,
) -> tuple[Like, ...]:
    """The likes in order of time; ``audience`` are those who see what someone posts."""
    rng = Random(f"{seed}:likes")
    by_name = {member.username: member for member in members}
    likes = []
    for one in posted:
        post = one.post
        near = set(followers[post.author])
        quality = rng.lognormvariate(0, 0.8) * (PICTURE_FACTOR if post.images else 1.0)
        quality *= 2.0 if post.author == ADA else 1.0
        for name in audience[post.author]:
            person = by_name[name]
            chance = MEAN_SHARE * quality * _fondness(person) * (2.0 if name in near else 0.5)
            if rng.random() < min(chance, 0.85) and person.person.joined_at < post.created_at:
                since = later(rng, post.created_at, today, median_minutes=150)
                likes.append(Like(name, post.number, since))
    return tuple(sorted(likes, key=lambda like: (like.since, like.post, like.person)))


def _fondness(member: Member) -> float:
    """How easily this person likes, around 1."""
    if member.role == "lurker":
        return LURKER_LIKES
    return 0.5 + 0.35 * min(member.liveliness, 4.0)
