"""A seeded network with a heavy tail, as columns of numbers: the same every time.

A few people have thousands of followers and most have a handful; so it is with whom people follow,
how much they write, and how much their posts are liked and commented on. One person, who writes
little, is followed by CROWD people, and so many like that person's first post. Times are
milliseconds since 1970 and lie within one year; ids of posts and comments carry their time, as the
database's own function would have made them.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

SEED = 20260101
YEAR_BEGINS = int(np.datetime64("2025-01-01", "ms").astype(int))
YEAR_ENDS = int(np.datetime64("2026-01-01", "ms").astype(int))
DAY = 86_400_000
# As in the migration that makes `time_ordered_id`: milliseconds, then 21 bits of a sequence.
SEQUENCE_BITS = 21
# Or everybody else, or a quarter of all such edges: the least of these.
CROWD = 50_000


class Size(NamedTuple):
    """How many of each."""

    people: int = 50_000
    follows: int = 1_000_000
    posts: int = 1_000_000
    likes: int = 3_000_000
    comments: int = 1_000_000

    @property
    def entries(self) -> int:
        """How many journal entries these are."""
        return sum(self)


FULL_SIZE = Size()


class Follows(NamedTuple):
    """One row a follow, oldest first."""

    follower: Ints
    followee: Ints
    at: Ints


class Posts(NamedTuple):
    """One row a post, oldest first."""

    pid: Ints
    author: Ints
    at: Ints


class Likes(NamedTuple):
    """One row a like, oldest first."""

    liker: Ints
    post: Ints
    at: Ints


class Comments(NamedTuple):
    """One row a comment, oldest first."""

    cid: Ints
    author: Ints
    post: Ints
    at: Ints


@dataclass(frozen=True)
class Network:
    """The whole network; each part is made when it is first asked for, from a seed of its own."""

    size: Size = FULL_SIZE
    seed: int = SEED

    @cached_property
    def people(self) -> Ints:
        """The uids: 1, 2, …"""
        return np.arange(1, self.size.people + 1)

    @cached_property
    def usernames(self) -> npt.NDArray[np.bytes_]:
        """The username of each person, all of one length."""
        return np.array([b"person%06d" % uid for uid in range(1, self.size.people + 1)])

    @cached_property
    def joined(self) -> Ints:
        """When each person joined; person 1 was the first, and all were there before the year."""
        before = self._random("joined").integers(1, 365 * DAY, self.size.people)
        return YEAR_BEGINS - np.sort(before)[::-1]

    @cached_property
    def follows(self) -> Follows:
        """Who follows whom; out-degree and in-degree are heavy-tailed and independent."""
        random = self._random("follows")
        follower, followee = _distinct_pairs(
            random,
            self.size.follows,
            self._eagerness,
            self._fame,
            loved=self.star - 1,
            without_loops=True,
        )
        at = np.sort(random.integers(YEAR_BEGINS, YEAR_ENDS, self.size.follows))
        return Follows(follower + 1, followee + 1, at)

    @cached_property
    def posts(self) -> Posts:
        """Who wrote when; the well known write more."""
        random = self._random("posts")
        at = np.sort(random.integers(YEAR_BEGINS, YEAR_ENDS, self.size.posts))
        author = _drawn(random, self._fame**0.4, self.size.posts)
        return Posts(_time_ordered_ids(at, first=1), author + 1, at)

    @cached_property
    def likes(self) -> Likes:
        """Who likes which post, most of them within days."""
        random = self._random("likes")
        liker, post = _distinct_pairs(
            random,
            self.size.likes,
            self._eagerness**0.8,
            self._appeal,
            loved=int(np.searchsorted(self.posts.pid, self.star_post)),
            without_loops=False,
        )
        at = self._after(random, post)
        order = np.argsort(at, kind="stable")
        return Likes(liker[order] + 1, self.posts.pid[post[order]], at[order])

    @cached_property
    def comments(self) -> Comments:
        """Who commented on which post, most of them within days; some posts have hundreds."""
        random = self._random("comments")
        post = _drawn(random, self._appeal, self.size.comments)
        author = _drawn(random, self._eagerness**0.8, self.size.comments)
        at = self._after(random, post)
        order = np.argsort(at, kind="stable")
        cid = _time_ordered_ids(at[order], first=self.size.posts + 1)
        return Comments(cid, author[order] + 1, self.posts.pid[post[order]], at[order])

    @cached_property
    def star(self) -> int:
        """The uid of the person whom the crowd follows: of all who wrote, the least known."""
        writers = np.unique(self.posts.author)
        return int(writers[np.argmin(self._fame[writers - 1])])

    @cached_property
    def star_post(self) -> int:
        """The pid of the post that the crowd likes: the first of the star."""
        return int(self.posts.pid[self.posts.author == self.star][0])

    @cached_property
    def in_degrees(self) -> Ints:
        """How many people follow each person, person 1 first."""
        return np.bincount(self.follows.followee - 1, minlength=self.size.people)

    @cached_property
    def out_degrees(self) -> Ints:
        """How many people each person follows, person 1 first."""
        return np.bincount(self.follows.follower - 1, minlength=self.size.people)

    @cached_property
    def _eagerness(self) -> Floats:
        """Weight of each person as one who follows, likes and comments."""
        return self._random("eagerness").lognormal(sigma=1.5, size=self.size.people)

    @cached_property
    def _fame(self) -> Floats:
        """Weight of each person as one who is followed."""
        return self._random("fame").pareto(1.6, size=self.size.people) + 0.3

    @cached_property
    def _appeal(self) -> Floats:
        """Weight of each post: its author's fame times its own luck."""
        luck = self._random("luck").lognormal(sigma=1.2, size=self.size.posts)
        return luck * self._fame[self.posts.author - 1] ** 0.5

    def _after(self, random: np.random.Generator, post: Ints) -> Ints:
        """A time for each of these posts, given by position: days after it, within the year."""
        delay = (random.exponential(2 * DAY, len(post)) + 1_000).astype(np.int64)
        at: Ints = np.minimum(self.posts.at[post] + delay, YEAR_ENDS)
        return at

    def _random(self, part: str) -> np.random.Generator:
        return np.random.default_rng([self.seed, *part.encode()])


def _drawn(random: np.random.Generator, weights: Floats, count: int) -> Ints:
    """Positions 0, 1, … drawn with these weights, in random order."""
    times = random.multinomial(count, weights / weights.sum())
    return random.permutation(np.repeat(np.arange(len(weights)), times))


def _distinct_pairs(
    random: np.random.Generator,
    count: int,
    first_weights: Floats,
    second_weights: Floats,
    *,
    loved: int,
    without_loops: bool,
) -> tuple[Ints, Ints]:
    """So many different pairs of positions, in random order; a crowd is paired with `loved`."""
    width = len(second_weights)
    crowd = random.permutation(len(first_weights))
    if without_loops:
        crowd = crowd[crowd != loved]
    crowd = crowd[: min(CROWD, count // 4)] * width + loved
    others = second_weights.copy()
    others[loved] = 0
    pairs = np.empty(0, dtype=np.int64)
    while len(pairs) < count - len(crowd):
        missing = count - len(pairs)
        first = _drawn(random, first_weights, missing + missing // 4 + 100)
        second = _drawn(random, others, len(first))
        if without_loops:
            first, second = first[first != second], second[first != second]
        pairs = np.sort(np.concatenate([pairs, first * width + second]))
        pairs = pairs[np.diff(pairs, prepend=-1) > 0]
    pairs = random.permutation(pairs)[: count - len(crowd)]
    pairs = random.permutation(np.concatenate([pairs, crowd]))
    return pairs // width, pairs % width


def _time_ordered_ids(at: Ints, first: int) -> Ints:
    """Ids for these times, by the sequence numbers from `first` on."""
    sequence = np.arange(first, first + len(at)) & ((1 << SEQUENCE_BITS) - 1)
    return (at << SEQUENCE_BITS) | sequence
