"""Django's test client, with the middleware of all clients made once.

Each of Django's own clients makes it again, which takes longer than most requests: WhiteNoise looks
at every static file. Middleware that reads settings when it is made needs Django's own.
"""

from functools import cache
from typing import Any

from django.test import Client
from django.test.client import ClientHandler


class WebClient(Client):
    """As Django's, quicker to begin with."""

    def __init__(self, **defaults: Any) -> None:
        super().__init__(**defaults)
        self.handler = _handler()


@cache
def _handler() -> ClientHandler:
    handler = ClientHandler(enforce_csrf_checks=False)
    handler.load_middleware()
    return handler
