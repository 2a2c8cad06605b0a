"""Ports of this machine: is one taken, and which is free."""

import errno
import socket
from collections.abc import Mapping

from core.engines import addresses

HOST = "127.0.0.1"


class PortTaken(RuntimeError):
    """Another program listens on a port that a server of ours needs."""


def is_taken(port: int, host: str = HOST) -> bool:
    """Whether something listens on `port`; one that lingers after a close counts as free."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return True
            raise
    return False


def require_free(variables: Mapping[str, str], environ: Mapping[str, str]) -> None:
    """Raise `PortTaken` for the first port that is taken.

    `variables` maps each variable that moves a port (`PORT`, …) to who wants it ("the web server").
    """
    for variable, owner in variables.items():
        port = addresses.port(variable, environ)
        if is_taken(port):
            raise PortTaken(
                f"Port {port}, wanted by {owner}, is taken by another program: "
                f"set {variable} to a free one, such as {variable}={free_port(near=port)}."
            )


def free_port(near: int | None = None) -> int:
    """A port that nobody listens on: the next above `near`, or any that the system hands out."""
    if near is not None:
        for port in range(near + 1, min(near + 100, 65536)):
            if not is_taken(port):
                return port
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        number: int = probe.getsockname()[1]
        return number
