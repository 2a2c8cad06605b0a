"""Holes of the server layer: clients that are slow, silent, gone, or too many."""

import json
import socket
import time
from collections import Counter
from contextlib import ExitStack, suppress

from tests.hostile import floods
from tests.hostile.floods import CHUNKED, FILE, INIT, JSON, MEBIBYTE, PING, complete, head

from .site import Site
from .world import HEAVY, World, logged, sign_in

FORM = "Content-Type: multipart/form-data; boundary=b\r\nGraphQL-Preflight: 1"
# Seconds for which silent clients stay.
SILENCE = 6.0


def post(*headers: str, body: bytes = b"") -> bytes:
    """A request with an operation."""
    return head("POST /graphql/ HTTP/1.1", *headers) + body


def chunked(operation: str, trailers: bytes = b"") -> bytes:
    """A body of one chunk, and its trailers."""
    body = json.dumps({"query": operation}).encode()
    return b"%x\r\n%s\r\n0\r\n%s" % (len(body), body, trailers)


def status(answer: bytes) -> str:
    """The status of what came."""
    return answer[9:12].decode() or "closed"


def trailers(world: World) -> str:
    """Two times 104 MB of them: of 60 kB each, and of four bytes."""
    said = []
    for trailer in (b"X: " + b"x" * 60_000 + b"\r\n", b"X: y\r\n" * 10_000):
        sent = post(JSON, CHUNKED, body=chunked("{ __typename }"))
        with world.site.many(1, sent) as [client]:
            taken = floods.send_until_refused(client, trailer, 104 * MEBIBYTE)
            said.append(f"{status(floods.received(client))} after {taken / MEBIBYTE:.1f} MB")
    return "; ".join(said)


def headers_in_trailers(world: World) -> str:
    """A token, and the addresses of many clients."""
    trailer = f"Authorization: Bearer {world.mallory.token}\r\n\r\n".encode()
    sent = post(JSON, CHUNKED, "Connection: close", body=chunked("{ me { id } }", trailer))
    with world.site.many(1, sent) as [client]:
        answer = floods.received(client)
    who = "SIGNED IN" if world.mallory.id.encode() in answer else answer.partition(b"\r\n\r\n")[2]
    wrong = [sign_in(world.site, world.vera, "wrong") for _ in range(11)]
    query = f'mutation {{ login(username: "{world.vera.name}", password: "wrong") {{ token }} }}'
    more: Counter[str] = Counter()
    for number in range(20):
        trailer = f"X-Forwarded-For: 192.0.2.{number}\r\n\r\n".encode()
        sent = post(JSON, CHUNKED, "Connection: close", body=chunked(query, trailer))
        with world.site.many(1, sent) as [client]:
            limited = b"RATE_LIMITED" in floods.received(client)
        more["RATE_LIMITED" if limited else "tried"] += 1
    said = who.decode() if isinstance(who, bytes) else who
    return f"`{said}`; after {wrong[-1]}: {_counted(more)}"


def silent_bodies(world: World) -> str:
    """Eight that wait to be asked for a body, and six that read nothing of a file."""
    expecting = post(FORM, "Expect: 100-continue", "Content-Length: 900000")
    with (
        world.site.many(8, expecting) as first,
        world.site.many(6, head(f"GET {FILE} HTTP/1.1") * 40, reads=False) as second,
    ):
        time.sleep(SILENCE)
        asked = sum(_has_ended(each) for each in first)
        return f"{len(first) - asked} wait for a body, {len(second)} read nothing"


def abandoned(world: World) -> str:
    """Sixty operations of 100 ms whose clients have gone."""
    before = len(world.site.log())
    body = json.dumps({"query": HEAVY}).encode()
    sent = post(JSON, f"Content-Length: {len(body)}", body=body)
    with world.site.many(60, sent * 2):
        pass
    _until_quiet(world.site)
    done = logged(world.site, before).count("query Heavy")
    return f"{done} of 60 done"


def pings(world: World) -> str:
    """80 MB of them, and nothing is read."""
    with world.site.websocket(reads=False) as client:
        client.settimeout(2)
        taken = floods.send_until_refused(client, PING * 500, 80 * MEBIBYTE)
        client.settimeout(15)
        began = time.perf_counter()
        with suppress(OSError):
            while client.recv(65_536):
                pass
        return f"{taken / MEBIBYTE:.1f} MB taken; ended {time.perf_counter() - began:.0f} s later"


def anonymous_sockets(world: World) -> str:
    """4,200 of them, which stay."""
    said: Counter[str] = Counter()
    with ExitStack() as clients:
        opened = []
        for _ in range(4_200):
            try:
                client = clients.enter_context(world.site.websocket())
                client.sendall(INIT)
                opened.append(client)
            except (OSError, AssertionError) as error:
                said["429" if "429" in str(error) else "closed"] += 1
        ended = sum(_has_ended(each) for each in opened)
        said["open at the end"] = len(opened) - ended
        said["made way"] = ended
        user = world.site.websocket(bystander=True)
        user.sendall(floods.message(type="connection_init", payload={"token": world.vera.token}))
        welcome = "a user is let in" if b"connection_ack" in user.recv(1000) else "A USER IS NOT"
        user.close()
    return f"{_counted(said)}; {welcome}"


def live_queue(world: World) -> str:
    """Fifty sockets that subscribe, complete and close; then 200 messages in one."""
    before = len(world.site.log())
    for count, keys in ((50, 1), (1, 200)):
        sent = b"".join(
            floods.subscribe(str(key), HEAVY) + complete(str(key)) for key in range(keys)
        )
        for _ in range(count):
            with suppress(OSError, AssertionError), world.site.websocket() as client:
                client.sendall(INIT + sent)
    _until_quiet(world.site)
    return f"{logged(world.site, before).count('query Heavy')} of 250 done"


def _until_quiet(site: Site) -> None:
    """Ask until what came before has had its turn."""
    for _ in range(10):
        site.ask("{ __typename }")


def _has_ended(client: socket.socket) -> bool:
    client.settimeout(0.001)
    try:
        while piece := client.recv(65_536):
            if piece.startswith(b"HTTP/1.1 4") or b"Too many" in piece:
                return True
    except TimeoutError:
        return False
    except OSError:
        return True
    return True


def _counted(said: "Counter[str]") -> str:
    return ", ".join(f"{count:,} {what}" for what, count in said.most_common() if count)
