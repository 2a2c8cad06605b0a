"""Attack by attack, in Markdown: the answer, and what it cost."""

import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import jwt

from api.auth.signing_keys import signing_key
from tests.core.media.corpus import CORPUS
from tests.core.media.pictures import encoded, plain
from tests.docker.transcript.shell import table
from tests.hostile.attacks import ATTACKS

from .attacker import Attacker
from .worker import Worker

ROUNDS = 3
MIB = 1 << 20
SEARCHES = (
    'posts(search: "plant -plant") { totalCount }',
    'posts(search: "plant or paint or walk or wild or soup") { totalCount }',
    'users(search: "p") { totalCount }',
)
HEAD = """Each sent over HTTP, one after the other, to a server of one worker (four threads) with
50,000 people and a million posts. Three rounds of each: the least milliseconds until the answer,
the least milliseconds of processor time in the worker, and the most MB that it needed more. The
load of the machine was {load:.1f} for {cores} cores.
"""

Attack = tuple[str, Callable[[], str]]


def attack_report(worker: Worker, attacker: Attacker) -> str:
    """The section of the big network."""
    attacker.ask("{ me { id } }", token=attacker.token)
    parts = [HEAD.format(load=os.getloadavg()[0], cores=os.cpu_count())]
    for title, attacks in (
        ("Documents and variables", _documents(attacker)),
        ("Bodies", _bodies(attacker)),
        ("Tokens and passwords", _tokens(attacker)),
        ("Searches", _searches(attacker)),
        ("Pictures", _pictures(attacker)),
        ("Many at once", _at_once(attacker)),
    ):
        rows = [(name, *_cost(worker, attack)) for name, attack in attacks]
        parts.append(f"### {title}\n\n{table(['attack', 'answer', 'ms', 'CPU ms', 'MB'], rows)}\n")
    attacker.tidy_up()
    return "\n".join(parts)


def _cost(worker: Worker, attack: Callable[[], str]) -> tuple[str, str, str, str]:
    rounds = [worker.measured(attack) for _ in range(ROUNDS)]
    return (
        _each({taken.answer for taken in rounds}),
        f"{min(taken.seconds for taken in rounds) * 1000:.1f}",
        f"{min(taken.processor for taken in rounds) * 1000:.1f}",
        f"{max(taken.megabytes for taken in rounds):.0f}",
    )


def _each(answers: Iterable[str]) -> str:
    return " or ".join(sorted(set(answers)))


def _documents(attacker: Attacker) -> Iterator[Attack]:
    for name, attack in ATTACKS.items():
        yield name, partial(attacker.ask, attack.query, attack.variables)


def _bodies(attacker: Attacker) -> Iterator[Attack]:
    yield "10 GiB declared", partial(attacker.declare, 10 << 30)
    yield "JSON of 10 MiB", partial(attacker.post, b"[" * (10 * MIB))
    yield "JSON without end", lambda: attacker.post(b"[" * MIB for _ in range(10))
    yield "JSON 100,000 deep", partial(attacker.post, b"[" * 100_000)
    yield "a number of 200,000 digits", partial(attacker.post, b"1" * 200_000)
    yield "a file of 49 MiB", partial(attacker.upload, bytes(49 * MIB))
    many = [bytes(10 * MIB - 1)] * 4
    yield (
        "four files of 10 MiB that stand for nothing",
        partial(attacker.upload, *many, is_mapped=False),
    )


def _tokens(attacker: Attacker) -> Iterator[Attack]:
    claims = {"sub": "1", "ver": 1, "exp": int(time.time()) + 300}
    me = "{ me { id } }"
    for name, token in (
        ("a token without a signature", jwt.encode(claims, "", algorithm="none")),
        ("a token by another key", jwt.encode(claims, "k" * 64, headers={"kid": signing_key().id})),
        ("a token of 6,000 characters", "e" * 6_000),
        ("a token of 200,000 characters", "e" * 200_000),
    ):
        yield name, partial(attacker.ask, me, None, token)
    login = 'mutation { login(username: "%s", password: "wrong") { token } }'
    yield "a wrong password", partial(attacker.ask, login % "person000001")
    yield "a name that nobody has", partial(attacker.ask, login % "nobody-has-this")
    yield (
        "a refresh token that is none",
        partial(attacker.ask, 'mutation { refreshToken(refreshToken: "x") { token } }'),
    )


def _searches(attacker: Attacker) -> Iterator[Attack]:
    for search in SEARCHES:
        yield f"`{search}`", partial(attacker.ask, f"{{ {search} }}")


def _pictures(attacker: Attacker) -> Iterator[Attack]:
    for name, case in CORPUS.items():
        yield name, partial(attacker.upload, case.make())


def _at_once(attacker: Attacker) -> Iterator[Attack]:
    login = 'mutation { login(username: "nobody-%s", password: "wrong") { token } }'
    passwords = [partial(attacker.ask, login % number) for number in range(24)]
    yield "24 passwords", partial(_all_at_once, passwords)
    largest = encoded(plain((5000, 5000), (9, 9, 9, 9), "RGBA"), "WEBP", lossless=True)
    pictures = [partial(attacker.upload, largest)] * 8
    yield "8 pictures that take most (WebP, 5,000 × 5,000)", partial(_all_at_once, pictures)
    schemas = ATTACKS["25 schemas"]
    yield "8 times 25 schemas", partial(_all_at_once, [partial(attacker.ask, schemas.query)] * 8)


def _all_at_once(attacks: Sequence[Callable[[], str]]) -> str:
    with ThreadPoolExecutor(len(attacks)) as threads:
        return _each(threads.map(lambda attack: attack(), attacks))
