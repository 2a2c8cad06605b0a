"""Who follows whom: a heavy tail, circles of friends that close, many who follow back."""

from datetime import datetime
from itertools import accumulate
from random import Random

from .people import ADA, Member
from .records import Follow

NEWCOMER_FOLLOWS = (0, 0, 0, 1, 2, 4)
LURKER_FOLLOWS = 55
FOLLOW_BACK = 0.29
FOLLOW_BACK_OF_HUB = 0.15
ADA_FOLLOWS = {"stargazers": 12, "maintainers": 7, "bakers": 6}
ADA_FOLLOWED_BACK_BY = 12
ADA_FANS = 5


class FollowGraph:
    """The follow graph while it grows."""

    def __init__(self, members: tuple[Member, ...], rng: Random) -> None:
        self._rng = rng
        self.members = {member.username: member for member in members}
        self.following: dict[str, dict[str, None]] = {name: {} for name in self.members}
        self._circles: dict[str, tuple[list[str], list[float]]] = {}
        for key in ("", *{c for m in members for c in m.person.communities}):
            self._circles[key] = _circle(members, key)

    def add(self, follower: str, followee: str) -> None:
        """``follower`` follows ``followee``; to follow oneself or again changes nothing."""
        if follower != followee:
            self.following[follower][followee] = None

    def someone(self, community: str) -> str:
        """Anyone of the community (of all, for ``""``), the popular ones more often."""
        names, weights = self._circles[community]
        return self._rng.choices(names, cum_weights=weights)[0]

    def friend_of_friend(self, username: str) -> str | None:
        """Someone followed by someone whom this person follows, where there is one."""
        followed = list(self.following[username])
        if not followed:
            return None
        theirs = list(self.following[self._rng.choice(followed)])
        return self._rng.choice(theirs) if theirs else None


def _circle(members: tuple[Member, ...], community: str) -> tuple[list[str], list[float]]:
    circle = [
        member
        for member in members
        if member.role not in {"newcomer", "lurker"}
        and (not community or community in member.person.communities)
    ]
    return [m.username for m in circle], list(accumulate(m.popularity for m in circle))


def make_follows(members: tuple[Member, ...], today: datetime, seed: int) -> tuple[Follow, ...]:
    """Every follow, oldest first, each since a time at which both had joined."""
    rng = Random(f"{seed}:follows")
    graph = FollowGraph(members, rng)
    newcomer_follows = iter(NEWCOMER_FOLLOWS)
    wishes = {
        member.username: next(newcomer_follows)
        if member.role == "newcomer"
        else _out_degree(member, rng)
        for member in members
    }
    for share in (0.5, 1.0):
        for member in members:
            _follow_until(graph, member, int(wishes[member.username] * share), rng)
    _follow_back(graph, rng)
    _place_ada(graph, rng)
    return _dated(graph, today, rng)


def _out_degree(member: Member, rng: Random) -> int:
    if member.role == "ada":
        return 0
    if member.role == "lurker":
        return LURKER_FOLLOWS
    return max(3, min(60, round(rng.lognormvariate(2.35, 0.6))))


def _follow_until(graph: FollowGraph, member: Member, degree: int, rng: Random) -> None:
    """Adds follows until there are ``degree``, or too many attempts fail in a small community."""
    communities = member.person.communities
    for _ in range(degree * 6):
        if len(graph.following[member.username]) >= degree:
            return
        chance = rng.random()
        if chance < 0.5:
            choice: str | None = graph.someone(communities[0])
        elif chance < 0.78:
            choice = graph.friend_of_friend(member.username)
        elif chance < 0.93:
            choice = graph.someone(communities[-1])
        else:
            choice = graph.someone("")
        if choice is not None and choice != ADA:
            graph.add(member.username, choice)


def _follow_back(graph: FollowGraph, rng: Random) -> None:
    follows = [(a, b) for a, followed in graph.following.items() for b in followed]
    for follower, followee in follows:
        fan, member = graph.members[follower], graph.members[followee]
        if fan.role == "lurker" or member.person.community not in fan.person.communities:
            continue
        chance = FOLLOW_BACK_OF_HUB if member.role == "hub" else FOLLOW_BACK
        if rng.random() < chance:
            graph.add(followee, follower)


def _place_ada(graph: FollowGraph, rng: Random) -> None:
    """Ada's neighbourhood; she has not come across the most followed of her communities yet."""
    followers = dict.fromkeys(graph.members, 0)
    for followed in graph.following.values():
        for name in followed:
            followers[name] += 1
    for community, count in ADA_FOLLOWS.items():
        circle = [
            member.username
            for member in graph.members.values()
            if member.person.community == community and member.role in {"member", "hub"}
        ]
        circle.sort(key=lambda name: -followers[name])
        for name in rng.sample(circle[1 : count + 7], count):
            graph.add(ADA, name)
        fans = [name for name in circle if name not in graph.following[ADA]]
        for name in fans[:1] + rng.sample(fans[1:], 2):
            graph.add(name, ADA)
    for name in rng.sample(list(graph.following[ADA]), ADA_FOLLOWED_BACK_BY):
        graph.add(name, ADA)
    members = [m.username for m in graph.members.values() if m.role == "member"]
    for name in rng.sample(members, ADA_FANS):
        graph.add(name, ADA)


def _dated(graph: FollowGraph, today: datetime, rng: Random) -> tuple[Follow, ...]:
    dated = []
    for follower, followed in graph.following.items():
        for followee in followed:
            both_joined = max(
                graph.members[follower].person.joined_at, graph.members[followee].person.joined_at
            )
            since = both_joined + (today - both_joined) * (0.02 + 0.97 * rng.random() ** 1.6)
            dated.append(Follow(follower, followee, since.replace(microsecond=0)))
    return tuple(sorted(dated, key=lambda follow: (follow.since, follow.follower, follow.followee)))
