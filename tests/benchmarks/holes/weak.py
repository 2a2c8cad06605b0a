"""What was weak beside the holes: prices of events, limits of reads and of victims, and names."""

import re
from collections import Counter
from contextlib import suppress

from tests.docker.transcript.shell import ROOT
from tests.hostile import floods

from .world import World, times_of

# Who is connected to PostgreSQL as a superuser, of those who serve.
ROLES = """
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute('''
        SELECT usename, rolsuper, count(*) FROM pg_stat_activity JOIN pg_roles ON rolname = usename
        WHERE datname = current_database() AND pid <> pg_backend_pid() GROUP BY 1, 2 ORDER BY 1''')
    for name, is_superuser, count in cursor.fetchall():
        print("ROLE", name, "SUPERUSER" if is_superuser else "not a superuser")
"""


def dear_subscription(world: World) -> str:
    """A subscription to one's own notifications that asks for 2,500 people an event."""
    people = "actor { followers(first: 50) { nodes { followers(first: 50) { nodes { id } } } } }"
    query = f"subscription {{ notificationReceived {{ notification {{ {people} }} }} }}"
    token = {"token": world.mallory.token}
    with world.site.websocket() as client:
        client.sendall(floods.message(type="connection_init", payload=token))
        client.recv(1000)
        client.sendall(floods.subscribe("1", query))
        return _excerpt(client.recv(4000))


def loose_messages(world: World) -> str:
    """What JSON does not allow, in messages."""
    said: Counter[str] = Counter()
    for text in (
        b'{"type":"ping","type":"connection_init"}',
        b'{"type":"connection_init","payload":{"a":NaN}}',
        b'{"type":"connection_init","type":"connection_init"}',
        b'{"type":"connection_init","payload":{"a":1e999}}',
        b'{"type":"connection_init"} {}',
        b"[" * 100 + b"]" * 100,
    ):
        with world.site.websocket() as client:
            client.sendall(floods.frame(text))
            said[_excerpt(client.recv(1000))] += 1
    return ", ".join(f"{count} × {what}" for what, count in said.items())


def _excerpt(frame: bytes) -> str:
    """The message of an error, or the code and reason of a close frame."""
    if frame[:1] == b"\x88":
        return f"{int.from_bytes(frame[2:4], 'big')} {frame[4:].decode(errors='replace')}"
    found = re.search(rb'"message":"([^"]+)"', frame)
    return found[1].decode() if found else repr(frame[:80])


def port_of_pictures(world: World) -> str:
    """A cacheable answer whose client names a port."""
    path = "/graphql/?query=%7B__typename%7D"
    answer = world.site.send("GET", path, Host="127.0.0.1:666")
    return f"{answer.status}, Cache-Control {answer.headers.get('Cache-Control', 'none')}"


def scraping(world: World) -> str:
    """Who follows whom, without an account, until it is refused."""
    fields = times_of(
        f'user(id: "{each.id}") {{ followers(first: 20) {{ nodes {{ username }} }} }}'
        for each in world.circle[:8]
    )
    edges = 0
    for _ in range(40):
        answer = world.site.ask(f"{{ {fields} }}")
        if answer.json.get("errors"):
            return f"{edges:,} edges, then {answer}"
        edges += answer.body.count(b'"username"')
    return f"{edges:,} EDGES"


def comments_on_one(world: World) -> str:
    """135 comments on one person."""
    post = world.posts[1]
    made = times_of([f'createComment(post: "{post}", content: "Boo.") {{ comment {{ id }} }}'] * 15)
    answers = [world.site.ask(f"mutation {{ {made} }}", who=world.mallory) for _ in range(9)]
    count = sum(answer.body.count(b'"comment"') for answer in answers)
    return f"{count} made, then {answers[-1]}"


def images(_: World) -> str:
    """How the images of others are named."""
    named = re.findall(r"^\w+_IMAGE=(\S+)", (ROOT / "docker" / ".env").read_text(), re.MULTILINE)
    return f"{sum('@sha256:' in each for each in named)} of {len(named)} by digest"


def roles(world: World) -> str:
    """As whom those who serve are connected to PostgreSQL."""
    with suppress(IndexError):
        noted = world.site.manage("shell", "-c", ROLES)
        found = sorted(set(re.findall(r"^ROLE (.+)$", noted, re.MULTILINE)))
        return "; ".join(found) or noted[-200:]
    return ""
