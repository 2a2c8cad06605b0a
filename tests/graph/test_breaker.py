"""The circuit breaker tells each change, once, and closes when all is prepared."""

import threading

from graph.connection.breaker import CircuitBreaker
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


def test_what_prepares_may_pass_while_all_others_are_refused() -> None:
    begun, may_end = threading.Event(), threading.Event()
    passed: list[bool] = []

    def prepare() -> None:
        passed.append(not breaker.refuses)
        begun.set()
        may_end.wait(20)

    breaker = CircuitBreaker(probe=lambda: True, interval=0.01)
    breaker.before_closing(prepare)
    breaker.trip()
    assert begun.wait(20)
    assert breaker.refuses
    may_end.set()
    wait_until(lambda: not breaker.is_open)
    assert passed == [True]


def test_it_closes_although_the_preparation_fails() -> None:
    breaker = CircuitBreaker(probe=lambda: True, interval=0.01)
    breaker.before_closing(lambda: print(int("nothing")))
    breaker.trip()
    wait_until(lambda: not breaker.is_open)
