"""The circuit breaker tells each change, once."""

import threading

from graph.breaker import CircuitBreaker
from tests.waiting import wait_until


def test_a_listener_hears_of_every_change() -> None:
    answers = threading.Event()
    heard: list[bool] = []
    breaker = CircuitBreaker(probe=answers.is_set, interval=0.01)
    breaker.listen(heard.append)

    breaker.trip()
    breaker.trip()
    assert heard == [True]
    assert breaker.is_open

    answers.set()
    wait_until(lambda: heard == [True, False])
    assert not breaker.is_open
