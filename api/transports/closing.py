"""WebSocket close codes. Source: PROTOCOL.md of graphql-ws; RFC 6455 for codes below 4000.

A client reconnects automatically after 1012, 1013, 4403 and 4408 only.
"""

from enum import IntEnum


class Code(IntEnum):
    """A code of a close frame."""

    RESTART = 1012
    TRY_AGAIN = 1013
    BAD_REQUEST = 4400
    UNAUTHORIZED = 4401
    FORBIDDEN = 4403
    BAD_SUBPROTOCOL = 4406
    INIT_TIMEOUT = 4408
    SUBSCRIBER_EXISTS = 4409
    TOO_MANY_INITS = 4429


class Closing(Exception):
    """The socket must be closed, with this code and reason."""

    def __init__(self, code: Code, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


# Each is made when it is needed: an exception keeps the frames that it was raised in.


def invalid() -> Closing:
    """Return what closes a socket that has sent no message."""
    return Closing(Code.BAD_REQUEST, "Invalid message")


def too_many(reason: str) -> Closing:
    """Return what closes one of too many sockets."""
    return Closing(Code.TRY_AGAIN, reason)
