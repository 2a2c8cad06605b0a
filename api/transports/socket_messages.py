"""Messages of a WebSocket, as they are read."""

from typing import Any

from api.execution.strict_json import NotJSON, parse_json
from core.server.asgi_types import Message

from .closing import invalid


class Gone(Exception):
    """The client has closed the socket."""


def parsed(message: Message) -> dict[str, Any]:
    """Return a message of the protocol. Raises Gone, Closing for what is none."""
    if message["type"] == "websocket.disconnect":
        raise Gone
    try:
        found = parse_json(message.get("text") or "")
    except NotJSON:
        raise invalid() from None
    if not isinstance(found, dict) or "type" not in found:
        raise invalid()
    return found
