"""The people: names, usernames, bios, and how lively and how liked each of them is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from random import Random

from core.common.normalization import normalized

from .book import read_book
from .communities import COMMUNITIES, NEIGHBOURS, Community
from .names import NAMES, Names
from .pictures import ADA_PORTRAIT, PORTRAITS, Album
from .records import Person
from .voice import Voice

ADA = "ada"
LURKER_COMMUNITY = "boardgamers"
NEWCOMER_COMMUNITIES = ("runners", "bakers", "maintainers", "cyclists", "gardeners", "birders")
SECOND_COMMUNITY_SHARE = 0.24


@dataclass(frozen=True, slots=True)
class Member:
    """A person with what only the generator knows.

    ``popularity`` and ``liveliness`` are weights around 1 with a heavy tail; ``role`` is one of
    ``member``, ``hub``, ``newcomer``, ``lurker`` and ``ada``.
    """

    person: Person
    role: str
    popularity: float
    liveliness: float

    @property
    def username(self) -> str:
        """The person's username."""
        return self.person.username


def make_people(today: datetime, seed: int) -> tuple[Member, ...]:
    """Everyone, community by community, hubs first; only the join dates depend on ``today``."""
    rng = Random(f"{seed}:people")
    portraits = Album(PORTRAITS, Random(f"{seed}:portraits"))
    taken_names: set[str] = set()
    taken_usernames = {ADA}
    members = [_ada(today)]
    for community in COMMUNITIES:
        voice = Voice(read_book(community.key), rng)
        roles = _roles(community)
        members += [
            _member(community, role, voice, portraits, today, rng, taken_names, taken_usernames)
            for role in roles
        ]
    return tuple(members)


def _roles(community: Community) -> list[str]:
    """Two hubs first, then members; ada has one of the places of the stargazers."""
    roles = ["hub", "hub"] + ["member"] * (community.size - 2)
    if community.key in NEWCOMER_COMMUNITIES:
        roles[-1] = "newcomer"
    if community.key == LURKER_COMMUNITY:
        roles[-1] = "lurker"
    return roles[:-1] if community.key == "stargazers" else roles


def _ada(today: datetime) -> Member:
    person = Person(
        username=ADA,
        display_name="Ada Marlowe",
        bio=read_book("ada").bios[0],
        email="ada@example.com",
        joined_at=today - timedelta(days=412, hours=4, minutes=19),
        communities=("stargazers", "maintainers", "bakers"),
        portrait=ADA_PORTRAIT,
    )
    return Member(person, "ada", popularity=3.0, liveliness=1.0)


def _member(
    community: Community,
    role: str,
    voice: Voice,
    portraits: Album,
    today: datetime,
    rng: Random,
    taken_names: set[str],
    taken_usernames: set[str],
) -> Member:
    names = rng.choice(NAMES)
    woman = rng.random() < 0.52
    given, family = _unused_name(names, woman, rng, taken_names)
    username = _username(given, family, community, rng, taken_usernames)
    bio = voice.say(rng.choice(read_book(community.key).bios), {})
    faceless = role in {"newcomer", "lurker"} and rng.random() < 0.5
    person = Person(
        username=username,
        display_name=_display_name(given, family, rng),
        bio="" if faceless else bio,
        email=f"{username.lower()}@example.{rng.choice(('com', 'org', 'net'))}",
        joined_at=today - _age(role, rng),
        communities=_communities(community, role, rng),
        portrait=None if faceless else portraits.draw(_face(names, woman, rng), {}),
    )
    popularity = rng.uniform(9, 15) if role == "hub" else min(rng.paretovariate(1.4), 7)
    liveliness = rng.uniform(2.5, 5) if role == "hub" else min(rng.paretovariate(1.1), 9)
    return Member(person, role, popularity, liveliness)


def _face(names: Names, woman: bool, rng: Random) -> str:
    return f"{'woman' if woman else 'man'}-{rng.choice(names.tones)}"


def _age(role: str, rng: Random) -> timedelta:
    """How long ago someone joined; newcomers within the last days."""
    days = rng.uniform(3, 9) if role == "newcomer" else 45 + 850 * rng.random() ** 1.4
    return timedelta(seconds=int(days * 86_400))


def _communities(community: Community, role: str, rng: Random) -> tuple[str, ...]:
    share = 0.6 if role == "hub" else SECOND_COMMUNITY_SHARE
    second = rng.choices(NEIGHBOURS[community.key], weights=(5, 3, 2))[0]
    bridges = rng.random() < share and role != "newcomer"
    return (community.key, second) if bridges else (community.key,)


def _unused_name(names: Names, woman: bool, rng: Random, taken: set[str]) -> tuple[str, str]:
    while True:
        given = rng.choice(names.women if woman else names.men)
        family = rng.choice(names.families)
        if f"{given} {family}" not in taken:
            taken.add(f"{given} {family}")
            return given, family


def _display_name(given: str, family: str, rng: Random) -> str:
    style = rng.random()
    if style < 0.06:
        return given
    if style < 0.12:
        return f"{given} {family[0]}."
    return f"{given} {family}"


def _username(given: str, family: str, community: Community, rng: Random, taken: set[str]) -> str:
    """The first free username of this person, in the style they happen to like."""
    styles = list(_username_styles(_plain(given), _plain(family), community, rng))
    preferred = rng.choices(range(len(styles)), weights=(9, 7, 6, 7, 4, 5, 5, 1))[0]
    for username in chain(styles[preferred:], styles):
        if username not in taken and len(username) <= 30:
            taken.add(username)
            return username
    raise RuntimeError(f"no free username for {given} {family}")


def _username_styles(given: str, family: str, community: Community, rng: Random) -> Iterator[str]:
    handle = rng.choice(community.handles)
    yield f"{given}.{family}"
    yield f"{given}{family}"
    yield f"{given[0]}{family}"
    yield given
    yield f"{family}.{given}"
    yield f"{given}_{family[0]}"
    yield f"{given}_{handle}" if len(handle) < 9 else f"{handle}_{given}"
    yield f"{given}{rng.randint(61, 99)}"


def _plain(name: str) -> str:
    """``name`` in lower-case ASCII letters: ``Étienne`` → ``etienne``, ``de Wit`` → ``dewit``."""
    letters = normalized("NFKD", name).lower()
    return "".join(letter for letter in letters if letter.isascii() and letter.isalpha())
