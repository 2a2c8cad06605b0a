"""What an operation adds to the HTTP answer beside the body."""

from dataclasses import dataclass, field

from django.http.response import HttpResponseBase


@dataclass(slots=True)
class Outgoing:
    """Headers by name; cookies by name, with a value and the seconds that it is good for."""

    headers: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, tuple[str, int]] = field(default_factory=dict)

    def apply_to(self, response: HttpResponseBase) -> None:
        """Put them on the answer. A cookie goes to this host alone, over TLS, never to a script."""
        for name, value in self.headers.items():
            response[name] = value
        for name, (text, seconds) in self.cookies.items():
            response.set_cookie(
                name, text, max_age=seconds, path="/", secure=True, httponly=True, samesite="Strict"
            )
