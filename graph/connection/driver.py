"""One Neo4j driver a process, opened at the first use (so: after gunicorn forks)."""

import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from neo4j import Driver, GraphDatabase

# An unavailable or frozen server costs a caller at most this many seconds.
DEADLINE = 2.0
# Without a hint of the server a read waits for so many seconds: longer than any statement may take.
SILENCE = 65.0


@dataclass(frozen=True, slots=True)
class Address:
    """Where Neo4j is: `bolt://user:password@host:port` or `neo4j://…` taken apart."""

    url: str
    user: str
    password: str


_address: Address | None = None
_check: Callable[[str], None] | None = None
_after_connecting: list[Callable[[], None]] = []
_driver: Driver | None = None
_lock = threading.Lock()


def parse_url(url: str) -> Address:
    """Take the credentials out of a URL; without them the driver connects without a user."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return Address(
        url=parts._replace(netloc=host).geturl(),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def configure(url: str) -> None:
    """Use the server at `url`; close the driver of another one."""
    global _address  # noqa: PLW0603 - the process has one graph
    address = parse_url(url)
    if address != _address:
        close()
        _address = address


def before_connecting(check: Callable[[str], None]) -> None:
    """Call `check` with the URL before each new connection; it raises ServiceUnavailable."""
    global _check  # noqa: PLW0603
    _check = check


def after_connecting(follow_up: Callable[[], None]) -> None:
    """Call `follow_up` after each new connection: another server may be at its end."""
    _after_connecting.append(follow_up)


def routes() -> bool:
    """Whether reads may be answered by other servers than writes: the URL is `neo4j://…`."""
    return _address is not None and _address.url.startswith("neo4j")


def driver() -> Driver:
    """Return the driver of this process.

    `connection_acquisition_timeout` bounds connecting and waiting for the pool; a read from a
    frozen server is bounded by the receive timeout that our server configuration hints to the
    driver (`server.bolt.connection_keep_alive`).
    """
    global _driver  # noqa: PLW0603
    if _driver is None:
        with _lock:
            if _driver is None:
                _driver = _open()
    return _driver


def close() -> None:
    """Close the driver; the next use opens a new one."""
    global _driver  # noqa: PLW0603
    with _lock:
        if _driver is not None:
            _driver.close()
            _driver = None


def _open() -> Driver:
    if _address is None:
        raise RuntimeError("graph.connection.driver.configure(url) has not been called.")
    opened = GraphDatabase.driver(
        _address.url,
        auth=(_address.user, _address.password) if _address.user else None,
        connection_timeout=DEADLINE,
        connection_acquisition_timeout=DEADLINE,
        max_transaction_retry_time=DEADLINE,
        max_connection_pool_size=50,
        max_connection_lifetime=3600,
        user_agent="social-graph",
    )
    _bound_reads(opened)
    return opened


def _bound_reads(opened: Driver) -> None:
    """Have no read wait for ever for a server that accepts statements and says nothing.

    The driver has no public interface for it: this wraps what opens its connections, which a test
    covers.
    """
    pool = opened._pool  # pyright: ignore[reportPrivateUsage]
    open_one = pool.opener

    def bounded(*arguments: Any) -> Any:
        if _check is not None and _address is not None:
            _check(_address.url)
        connection = open_one(*arguments)
        if connection.socket.get_read_timeout() is None:
            connection.socket.set_read_timeout(SILENCE)
        for follow_up in _after_connecting:
            follow_up()
        return connection

    pool.opener = bounded


def _forget_after_fork() -> None:
    """A child must not share its parent's sockets, nor close them."""
    global _driver, _lock  # noqa: PLW0603
    _driver = None
    _lock = threading.Lock()


os.register_at_fork(after_in_child=_forget_after_fork)
