"""GraphQL over WebSocket: who may open one, and how it is closed.

The protocol is `graphql-transport-ws`. Source: PROTOCOL.md of graphql-ws.
"""

import asyncio
import logging

from core.server.asgi_types import Receive, Scope, Send
from core.server.connection import connection_of

from .closing import Closing, Code
from .graphql_socket import GraphQLSocket
from .handshake import host_is_ours
from .socket_messages import Gone

logger = logging.getLogger(__name__)

PATH = "/graphql/"
SUBPROTOCOL = "graphql-transport-ws"
# Seconds for a client to take a close frame.
CLOSE_WAIT = 2.0


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Serve one WebSocket until it is closed."""
    await receive()  # websocket.connect
    if scope["path"] != PATH or not host_is_ours(scope):
        logger.warning("websocket refused: wrong path, or a host that ALLOWED_HOSTS does not name")
        await send({"type": "websocket.close"})  # not accepted yet: status 403
        return
    if SUBPROTOCOL not in scope["subprotocols"]:
        await send({"type": "websocket.accept"})
        await _close(scope, send, Closing(Code.BAD_SUBPROTOCOL, "Subprotocol not acceptable"))
        return
    await send({"type": "websocket.accept", "subprotocol": SUBPROTOCOL})
    socket = GraphQLSocket(scope, receive, send)
    try:
        await socket.serve()
    except Closing as closing:
        await _close(scope, send, closing)
    except Gone:
        pass
    finally:
        await socket.end()


async def _close(scope: Scope, send: Send, closing: Closing) -> None:
    # A close frame has room for 123 bytes.
    reason = closing.reason[:120]
    message = {"type": "websocket.close", "code": int(closing.code), "reason": reason}
    connection = connection_of(scope)
    try:
        await asyncio.wait_for(send(message), CLOSE_WAIT)
    except TimeoutError:  # it reads nothing
        if connection is not None:
            connection.abort()
        return
    if connection is not None:
        # It may not answer either.
        asyncio.get_running_loop().call_later(CLOSE_WAIT, connection.abort)
