"""Many subscribers in a process of their own, which records the times of their events."""

import asyncio
import json
import multiprocessing
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any

Streams = list[tuple[asyncio.StreamReader, asyncio.StreamWriter]]


class Subscribers:
    """Those who are connected."""

    def __init__(self, pipe: "Connection[Any, Any]") -> None:
        self._pipe = pipe

    def times_of(self, events: int) -> list[float]:
        """When each of so many events arrived, by the monotonic clock."""
        self._pipe.send(events)
        times: list[float] = self._pipe.recv()
        return times


@contextmanager
def subscribed(
    port: int, tokens: Sequence[str], query: str, **variables: str
) -> Iterator[Subscribers]:
    """One subscriber for each token, all of them connected while the block lasts."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    body = json.dumps({"query": query, "variables": variables}).encode()
    process = context.Process(target=_run, args=(port, list(tokens), body, theirs), daemon=True)
    process.start()
    try:
        if ours.recv() != len(tokens):
            raise RuntimeError("Not everybody could subscribe.")
        yield Subscribers(ours)
    finally:
        process.kill()
        process.join()


def _run(port: int, tokens: Sequence[str], body: bytes, pipe: "Connection[Any, Any]") -> None:
    asyncio.run(_serve(port, tokens, body, pipe))


async def _serve(
    port: int, tokens: Sequence[str], body: bytes, pipe: "Connection[Any, Any]"
) -> None:
    arrived: asyncio.Queue[float] = asyncio.Queue()
    streams = [await _open(port, token, body) for token in tokens]
    listening = [asyncio.create_task(_listen(reader, arrived)) for reader, _ in streams]
    pipe.send(len(listening))
    while True:
        events = await asyncio.to_thread(pipe.recv)
        pipe.send([await arrived.get() for _ in range(events)])


async def _open(
    port: int, token: str, body: bytes
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = (
        f"POST /graphql/ HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n"
        "Accept: text/event-stream\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    writer.write(head.encode() + body)
    # The beginning of the stream has an id: from there on nothing is missed.
    beginning = await reader.readuntil(b"\nid: ")
    if not beginning.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(beginning.decode())
    return reader, writer


async def _listen(reader: asyncio.StreamReader, arrived: asyncio.Queue[float]) -> None:
    while await reader.readuntil(b"event: next\n"):
        arrived.put_nowait(time.monotonic())
