"""Health checks: liveness and readiness."""

from collections.abc import Callable
from time import monotonic

from django.http import HttpRequest, HttpResponse, JsonResponse

from core.server.graceful_shutdown import is_leaving
from core.server.store_probes import OK, OURS, STORES, UNAVAILABLE

DEADLINE = 2.0
View = Callable[[HttpRequest], HttpResponse]


def healthz(request: HttpRequest) -> JsonResponse:
    """Return 200 while the process serves requests."""
    return JsonResponse({"status": OK})


def readyz(request: HttpRequest) -> JsonResponse:
    """Return the state of each store: 200 if both respond within two seconds, else 503.

    A graph that may be another installation's is not ready, and its state says so.

    `?exclude=neo4j` skips that store: load balancers use it, because much works without Neo4j.
    An answer is at most a second old.
    Return 503 at once while this instance shuts down, so that a balancer sends no more requests.
    """
    if is_leaving():
        return JsonResponse({"status": "leaving"}, status=503)
    deadline = monotonic() + DEADLINE
    excluded = request.GET.getlist("exclude")
    calls = {name: probe.ask() for name, probe in STORES.items() if name not in excluded}
    ours = None if "neo4j" in excluded else OURS.ask()
    stores = {name: call.state_by(deadline) for name, call in calls.items()}
    if ours is not None and stores["neo4j"] == OK:
        whose = ours.state_by(deadline)
        stores["neo4j"] = OK if whose == UNAVAILABLE else whose
    ready = all(state == OK for state in stores.values())
    return JsonResponse(
        {"status": OK if ready else UNAVAILABLE, "stores": stores}, status=200 if ready else 503
    )


def answered_first(get_response: View) -> View:
    """Return a middleware that serves health checks before any other middleware.

    Probes use an IP address and plain HTTP, which host checks and HTTPS redirects would reject.
    """
    checks = {"/healthz": healthz, "/readyz": readyz}

    def respond(request: HttpRequest) -> HttpResponse:
        return checks.get(request.path, get_response)(request)

    return respond
