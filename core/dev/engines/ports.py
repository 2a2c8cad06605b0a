"""Ports of this machine: whether one is taken."""

import errno
import socket
from collections.abc import Mapping

from . import addresses

HOST = "127.0.0.1"


class PortTaken(RuntimeError):
    """A server of ours cannot have its port, mostly because another program listens there."""


def is_taken(port: int) -> bool:
    """Whether something listens on `port`; one that lingers after a close counts as free."""
    with socket.socket() as probe:
        # macOS lets us bind beside a program that listens on every address.
        if probe.connect_ex((HOST, port)) == 0:
            return True
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return True
            raise
    return False


def require_free(variables: Mapping[str, str], environ: Mapping[str, str]) -> None:
    """Raise `PortTaken` for the first port that we cannot have.

    `variables` maps each variable that moves a port (`PORT`, …) to who wants it ("the web server").
    """
    for variable, owner in variables.items():
        port = addresses.port(variable, environ)
        try:
            trouble = "is taken by another program" if is_taken(port) else ""
        except PermissionError:
            trouble = "is not open to this user"
        if trouble:
            other = next_free(max(port, 1024))
            example = f", such as {variable}={other}" if other else ""
            raise PortTaken(
                f"Port {port}, wanted by {owner}, {trouble}: set {variable} to a free one{example}."
            )


def next_free(port: int) -> int | None:
    """The next port above `port` that nobody listens on, to be proposed."""
    above = range(port + 1, min(port + 100, 65536))
    return next((other for other in above if not is_taken(other)), None)
