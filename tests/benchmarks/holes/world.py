"""Who is there before the attacks: an attacker, a victim, and a circle of people who follow."""

import json
import re
import time
from collections.abc import Iterable
from dataclasses import dataclass

from .site import PASSWORD, Person, Site

MANY = 12
SCHEMA = "__schema { types { name fields { name args { name } } } }"
# An operation that works for about 100 ms.
HEAVY = f"query Heavy {{ {' '.join(f'a{number}: {SCHEMA}' for number in range(15))} }}"
CREATE = "mutation ($text: String!) { createPost(content: $text) { post { id } } }"
LOGIN = "mutation ($n: String!, $p: String!) { login(username: $n, password: $p) { token } }"
STATEMENTS = re.compile(r"(\d+) SQL, (\d+) Cypher|\"sql\": (\d+), \"cypher\": (\d+)")


@dataclass(frozen=True)
class World:
    """The people, and posts of the attacker's: one of the longest text, and others."""

    site: Site
    mallory: Person
    vera: Person
    circle: list[Person]
    longest: str
    posts: list[str]


def made(site: Site) -> World:
    """Over the API alone, as anybody could make it."""
    mallory, vera = site.sign_up("mallory"), site.sign_up("vera")
    circle = [site.sign_up(f"member{number}") for number in range(MANY)]
    for person in [mallory, *circle]:
        follows = times_of(
            [
                f'followUser(id: "{other.id}") {{ user {{ id }} }}'
                for other in [*circle, vera]
                if other is not person
            ]
        )
        site.ask(f"mutation {{ {follows} }}", who=person)
    texts = ["😀" * 5_000, *(f"Post {number}." for number in range(4))]
    posts = [_post(site, each, text) for each, text in zip(circle, texts, strict=False)]
    return World(site, mallory, vera, circle, posts[0], [*posts, _post(site, mallory, "Mine.")])


def _post(site: Site, author: Person, text: str) -> str:
    post: str = site.data(CREATE, {"text": text}, who=author)["createPost"]["post"]["id"]
    return post


def times_of(fields: Iterable[str]) -> str:
    """These fields under aliases."""
    return " ".join(f"a{number}: {field}" for number, field in enumerate(fields))


def logged(site: Site, before: int) -> str:
    """What was logged after so many characters; once it is there."""
    time.sleep(0.5)
    return site.log()[before:]


def statements(text: str) -> str:
    """The most statements of an operation of this log."""
    found = [
        (int(each[1] or each[3]), int(each[2] or each[4])) for each in STATEMENTS.finditer(text)
    ]
    if not found:
        return "no statements"
    return f"{max(sql for sql, _ in found)} SQL, {max(cypher for _, cypher in found)} Cypher"


def sign_in(site: Site, who: Person, password: str = PASSWORD, *, bystander: bool = False) -> str:
    """How a sign-in is answered."""
    return str(site.ask(LOGIN, {"n": who.name, "p": password}, bystander=bystander))


def first_error(body: bytes) -> str:
    """The message of the first error of an answer."""
    try:
        return str(json.loads(body)["errors"][0]["message"])
    except (ValueError, LookupError):
        return ""
