"""Why a WebSocket is closed. Source: PROTOCOL.md of graphql-ws, and RFC 6455 for those below 4000.

A client comes back by itself after 1012, 1013, 4403 and 4408; after the others it does not.
"""

from enum import IntEnum


class Code(IntEnum):
    """The code of a close frame."""

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
    """The socket is to be closed, with this code and reason."""

    def __init__(self, code: Code, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


INVALID = Closing(Code.BAD_REQUEST, "Invalid message")
