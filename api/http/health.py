"""Whether the service is alive, and whether it is ready."""

from collections.abc import Callable
from threading import Thread
from time import monotonic

from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from core.server.graceful_shutdown import is_leaving
from graph import door

PATIENCE = 2.0
OK = "ok"
View = Callable[[HttpRequest], HttpResponse]
AWAY = "does not answer"


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
    deadline = monotonic() + PATIENCE
    excluded = request.GET.getlist("exclude")
    probes = {name: _Probe(answers) for name, answers in STORES.items() if name not in excluded}
    stores = {name: OK if probe.succeeds_by(deadline) else AWAY for name, probe in probes.items()}
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


class _Probe(Thread):
    """Asks one store in a thread of its own, because a frozen server can hold a call for ever."""

    def __init__(self, answers: Callable[[], bool]) -> None:
        super().__init__(daemon=True)
        self._answers = answers
        self._answered = False
        self.start()

    def run(self) -> None:
        self._answered = self._answers()

    def succeeds_by(self, deadline: float) -> bool:
        """Whether the store has answered by then (of the monotonic clock)."""
        self.join(max(deadline - monotonic(), 0))
        return self._answered


def _postgres_answers() -> bool:
    # The thread has a connection of its own: a new one, so that the server has to accept it.
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    finally:
        connection.close()
    return True


STORES: dict[str, Callable[[], bool]] = {"postgres": _postgres_answers, "neo4j": door.answers}
