"""Headers and cookies that an operation adds to the HTTP response."""

from dataclasses import dataclass, field

from django.http.response import HttpResponseBase

from core.common.request_stats import RequestStats


@dataclass(slots=True)
class ResponseExtras:
    """Headers by name; cookies by name, with value and lifetime in seconds."""

    headers: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, tuple[str, int]] = field(default_factory=dict)

    def apply_to(self, response: HttpResponseBase, stats: RequestStats) -> None:
        """Set them on the response, with the request ID and the cost of the operation.

        Cookies are host-only, Secure, HttpOnly and SameSite=Strict.
        """
        response["X-Request-ID"] = stats.request_id
        if stats.cost is not None:
            response["X-Query-Cost"] = f"{stats.cost}/{stats.max_cost}"
        for name, value in self.headers.items():
            response[name] = value
        for name, (text, seconds) in self.cookies.items():
            response.set_cookie(
                name, text, max_age=seconds, path="/", secure=True, httponly=True, samesite="Strict"
            )
