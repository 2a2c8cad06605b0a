"""The circuit breaker tells each change, once, and closes when all is prepared."""

import os
import threading

import pytest

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


def test_a_probe_that_raises_has_failed_and_the_next_one_counts() -> None:
    outcomes = iter([ValueError("Garbage."), KeyError("More."), SystemError("Worse."), None])

    def probe() -> bool:
        outcome = next(outcomes)
        if outcome is not None:
            raise outcome
        return True

    breaker = CircuitBreaker(probe=probe, interval=0.01)
    breaker.trip("why")
    wait_until(lambda: not breaker.is_open)
    assert list(outcomes) == []


def test_a_listener_that_raises_keeps_nothing_open() -> None:
    def fail(is_open: bool) -> None:
        raise ValueError("No.")

    heard: list[bool] = []
    breaker = CircuitBreaker(probe=lambda: True, interval=0.01)
    breaker.listen(fail)
    breaker.listen(heard.append)
    breaker.trip()
    wait_until(lambda: heard == [True, False])
    assert breaker.wait_until_closed(20)


def test_a_child_process_that_has_no_probe_starts_one() -> None:
    may_pass = threading.Event()
    breaker = CircuitBreaker(probe=may_pass.is_set, interval=0.01)
    breaker.trip()
    child = os.fork()
    if child == 0:  # the threads of the parent are not here
        may_pass.set()
        closed = not breaker.refuses or breaker.wait_until_closed(20)
        os._exit(0 if closed else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert breaker.refuses
    may_pass.set()
    assert breaker.wait_until_closed(20)


def test_the_log_says_why(caplog: pytest.LogCaptureFixture) -> None:
    breaker = CircuitBreaker(probe=lambda: True, interval=0.01, name="a server")
    breaker.trip("ServiceUnavailable")
    assert breaker.wait_until_closed(20)
    # A breaker of another test may still write that it has closed.
    [opened] = [message for message in caplog.messages if "opened: a server" in message]
    assert opened == "circuit breaker opened: a server (ServiceUnavailable)"
