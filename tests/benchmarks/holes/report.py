"""The table of all of them, between its markers in tests/hostile/ATTACKS.md."""

import os
from collections.abc import Callable, Sequence

from tests.docker.transcript.shell import table

from . import accounts, documents, floods_of, weak
from .measuring import Taken, measured
from .site import Site
from .world import World, made

# What an attacker does, and whether a proxy would be who ends it.
Attack = tuple[str, Callable[[World], str]]
HOLES: Sequence[Attack] = (
    ("trailers: 104 MB of long ones, of short ones", floods_of.trailers),
    ("trailers as headers", floods_of.headers_in_trailers),
    ("picture, colour profile: 12 uploads at once", documents.profile),
    ("picture, thin: 25,000,000 × 1, 65,535 × 381", documents.thin),
    ("bytes not weighed: 100 equal ids of 20 kB", documents.text_under_aliases),
    ("`pageInfo`: 8 connections × 41 aliases", documents.pages_under_aliases),
    ("live queue: 50 × subscribe, complete, close; 200 messages", floods_of.live_queue),
    ("ping flood: 80 MB, nothing read", floods_of.pings),
    ("transfer threads: 8 × `Expect`, 6 unread files, 6 s", floods_of.silent_bodies),
    ("abandoned requests: 60", floods_of.abandoned),
    ("valid sign-ins: 8 connections, 5 s", accounts.right_passwords),
    ("anonymous sockets: 4,200", floods_of.anonymous_sockets),
    ("admin session after `logoutEverywhere`", accounts.admin_session),
    ("`__Host-` and lookalikes", accounts.lookalike),
    ("`INTERNAL`: a date without a zone, 50 dashes", documents.dates_and_dashes),
    ("weak: a dear subscription", weak.dear_subscription),
    ("weak: Exif of 181 kB", documents.exif),
    ("weak: e-mail addresses that are mapped onto a taken one", accounts.mapped_addresses),
    ("weak: `login` by a page of another origin", accounts.foreign_origin),
    ("weak: a port in `Host`", weak.port_of_pictures),
    ("weak: scraping relations without an account", weak.scraping),
    ("weak: 135 comments on one person", weak.comments_on_one),
    ("weak: messages that are no JSON", weak.loose_messages),
    ("weak: a bystander's signup limit", accounts.signup_limit),
    ("weak: images by tag", weak.images),
    ("weak: roles at PostgreSQL", weak.roles),
)
COLUMNS = ("hole", "answer", "ms", "MB: before → most → after", "a bystander waits, ms")


def holes_report(site: Site, say: Callable[[str], None]) -> str:
    """The table of one site."""
    world = made(site)
    rows = []
    for name, attack in HOLES:
        taken = _tried(site, world, attack)
        say(f"{name}: {taken}")
        rows.append((name, taken.answer, f"{taken.milliseconds:,.0f}", *taken[2:]))
    load = f"The load of the machine was {os.getloadavg()[0]:.1f} for {os.cpu_count()} cores."
    return f"{load}\n\n{table(COLUMNS, rows)}"


def _tried(site: Site, world: World, attack: Callable[[World], str]) -> Taken:
    def answer() -> str:
        try:
            return attack(world).replace("|", "¦")
        except (AssertionError, LookupError, OSError, ValueError) as error:
            return f"THE ATTACK FAILED: {error!r}"[:300]

    return measured(site, answer)
