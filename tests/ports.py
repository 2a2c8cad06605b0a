"""Ports for servers of tests, which nobody else is handed meanwhile."""

import socket
import sys

_held: list[socket.socket] = []


def held_port() -> int:
    """Return a port of this machine for a server that takes its number, until we end.

    It is held by a socket that is bound and never listens: a connection is refused as long as no
    server is up, also between two starts. Linux hands such a port out neither to who binds to port
    0 nor to a connection that goes out, but lets a server listen beside us, as both sockets have
    SO_REUSEADDR (Java, Go and Python's servers set it). Elsewhere it has to be let go of.
    """
    holder = socket.socket()
    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    holder.bind(("127.0.0.1", 0))
    number: int = holder.getsockname()[1]
    if sys.platform == "linux":
        _held.append(holder)
    else:
        holder.close()
    return number
