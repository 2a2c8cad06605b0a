"""How a WebSocket begins: the host, the token, and the request that it is."""

from io import BytesIO
from typing import Any, cast

from a2wsgi.wsgi import build_environ
from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.http.request import split_domain_port, validate_host

from api.auth.viewer import token_of
from core.server.asgi_types import Scope


def host_is_ours(scope: Scope) -> bool:
    """Return whether ALLOWED_HOSTS names the host that was asked for."""
    host = dict(scope["headers"]).get(b"host", b"").decode("latin1")
    domain, _ = split_domain_port(host)
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)


def token_in_payload(payload: dict[str, Any]) -> str:
    """Return the `Authorization` header of the payload, from `Authorization` or `token`."""
    for name in ("Authorization", "authorization"):
        if isinstance(payload.get(name), str):
            return str(payload[name])
    token = payload.get("token")
    return f"Bearer {token}" if isinstance(token, str) and token else ""


def token_in_handshake(scope: Scope) -> str:
    """Return the token of its header or cookie, as a header. Raises Unauthenticated."""
    raw: list[tuple[bytes, bytes]] = scope["headers"]
    headers = {name.decode("latin1"): text.decode("latin1") for name, text in raw}
    token = token_of(headers, scheme=scope["scheme"], is_websocket=True)
    return f"Bearer {token}" if token else ""


def as_request(scope: Scope, token: str) -> WSGIRequest:
    """Return the socket as a Django request, with this token and without cookies."""
    scheme = "https" if scope["scheme"] == "wss" else "http"
    asked = {**scope, "method": "POST", "scheme": scheme}
    environ = dict(build_environ(cast(Any, asked), cast(Any, BytesIO())))
    for name in ("HTTP_COOKIE", "HTTP_AUTHORIZATION", "HTTP_SESSION_MODE"):
        environ.pop(name, None)
    if token:
        environ["HTTP_AUTHORIZATION"] = token
    return WSGIRequest(environ)
