"""Whether the service is alive, and whether it is ready."""

from collections.abc import Callable
from time import monotonic

from django.http import HttpRequest, HttpResponse, JsonResponse

from core.server.graceful_shutdown import is_leaving
from core.server.store_probes import STORES, Probe

DEADLINE = 2.0
OK = "ok"
View = Callable[[HttpRequest], HttpResponse]
UNAVAILABLE = "unavailable"


def healthz(request: HttpRequest) -> JsonResponse:
    """200 as long as the process answers at all."""
    return JsonResponse({"status": OK})


def readyz(request: HttpRequest) -> JsonResponse:
    """The state of each store: 200 if both answer, 503 if one does not within two seconds.

    `?exclude=neo4j` does not ask that one: for a balancer, as much goes on without Neo4j. 503 too,
    and at once, when this instance was asked to stop: a balancer is to send no more.
    """
    if is_leaving():
        return JsonResponse({"status": "leaving"}, status=503)
    deadline = monotonic() + DEADLINE
    excluded = request.GET.getlist("exclude")
    probes = {name: Probe(answers) for name, answers in STORES.items() if name not in excluded}
    stores = {
        name: OK if probe.succeeds_by(deadline) else UNAVAILABLE for name, probe in probes.items()
    }
    ready = all(state == OK for state in stores.values())
    return JsonResponse(
        {"status": OK if ready else "unavailable", "stores": stores}, status=200 if ready else 503
    )


def answered_first(get_response: View) -> View:
    """A middleware that answers the two before any other looks at the request.

    They are asked by address, over plain HTTP: no host that is served, and nothing to redirect.
    """
    checks = {"/healthz": healthz, "/readyz": readyz}

    def respond(request: HttpRequest) -> HttpResponse:
        return checks.get(request.path, get_response)(request)

    return respond
