"""What an operation adds to the HTTP answer beside the body."""

from dataclasses import dataclass, field

from django.http.response import HttpResponseBase

from api.limits import MAX_COST
from core.common.request_stats import RequestStats


@dataclass(slots=True)
class ResponseExtras:
    """Headers by name; cookies by name, with a value and the seconds that it is good for."""

    headers: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, tuple[str, int]] = field(default_factory=dict)

    def apply_to(self, response: HttpResponseBase, stats: RequestStats) -> None:
        """Put them on the answer, with the request's id and what the operation costs.

        A cookie goes to this host alone, over TLS, never to a script.
        """
        response["X-Request-ID"] = stats.request_id
        if stats.cost is not None:
            response["X-Query-Cost"] = f"{stats.cost}/{MAX_COST}"
        for name, value in self.headers.items():
            response[name] = value
        for name, (text, seconds) in self.cookies.items():
            response.set_cookie(
                name, text, max_age=seconds, path="/", secure=True, httponly=True, samesite="Strict"
            )
