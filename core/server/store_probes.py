"""Probes of the stores, by their own protocols."""

from collections.abc import Callable
from threading import Thread
from time import monotonic

from django.db import Error, connection

from graph.connection import client


class Probe(Thread):
    """Asks one store in a thread of its own, because a frozen server can hold a call for ever."""

    def __init__(self, answers: Callable[[], bool]) -> None:
        super().__init__(daemon=True)
        self._answers = answers
        self._answered = False
        self.start()

    def run(self) -> None:
        self._answered = self._answers()

    def succeeds_by(self, deadline: float) -> bool:
        """Return whether the store has answered by then (of the monotonic clock)."""
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


STORES: dict[str, Callable[[], bool]] = {"postgres": _postgres_answers, "neo4j": client.answers}
