"""Alive and ready, with real stores and without one."""

import json
import socket
from threading import Event
from time import monotonic

import pytest
from django.conf import settings
from django.test import Client

from core.journal.store_pair import become
from core.server.store_probes import OK, OURS, STORES, UNAVAILABLE, Probe
from graph.connection import driver
from tests.factories import make_user
from tests.threads import at_once


@pytest.fixture(autouse=True)
def unasked() -> None:
    """No store was asked just before."""
    for probe in (*STORES.values(), OURS):
        probe.forget()


def test_alive_needs_no_store(client: Client) -> None:
    response = client.get("/healthz")

    assert response.status_code == 200
    assert json.loads(response.content) == {"status": "ok"}


def test_ready_when_both_stores_answer(stores: None, client: Client) -> None:
    response = client.get("/readyz")

    assert json.loads(response.content) == {
        "status": "ok",
        "stores": {"postgres": "ok", "neo4j": "ok"},
    }
    assert response.status_code == 200


def test_not_ready_within_two_seconds_when_a_store_is_silent(stores: None, client: Client) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes connections, never says a word
        driver.configure(f"bolt://127.0.0.1:{silent.getsockname()[1]}")
        try:
            started = monotonic()
            response = client.get("/readyz")
            waited = monotonic() - started
        finally:
            driver.configure(settings.NEO4J_URL)

    assert response.status_code == 503
    assert json.loads(response.content) == {
        "status": "unavailable",
        "stores": {"postgres": "ok", "neo4j": "unavailable"},
    }
    assert waited < 3


def test_a_balancer_may_leave_neo4j_out(stores: None, client: Client) -> None:
    driver.configure("bolt://127.0.0.1:1")  # nobody is there
    try:
        asked, left_out = client.get("/readyz"), client.get("/readyz?exclude=neo4j")
    finally:
        driver.configure(settings.NEO4J_URL)

    assert asked.status_code == 503
    assert left_out.status_code == 200
    assert json.loads(left_out.content) == {"status": "ok", "stores": {"postgres": "ok"}}


@pytest.mark.urls("api.urls")
def test_not_ready_without_postgres(
    stores: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import connections

    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = {"HOST": "127.0.0.1", "PORT": str(silent.getsockname()[1])}
        for name, value in address.items():
            monkeypatch.setitem(connections.settings["default"], name, value)
        response = client.get("/readyz")

    assert response.status_code == 503
    assert json.loads(response.content)["stores"] == {
        "postgres": "unavailable",
        "neo4j": "ok",
    }


def test_a_store_is_asked_once_by_all_who_come_within_a_second() -> None:
    asked: list[int] = []
    may_answer = Event()

    def answers() -> str:
        asked.append(1)
        return OK if may_answer.wait(20) else UNAVAILABLE

    def ask() -> str:
        call = probe.ask()
        may_answer.set()
        return call.state_by(monotonic() + 20)

    probe = Probe(answers)
    assert at_once(*[ask] * 20) == [OK] * 20
    assert asked == [1]


def test_a_store_is_asked_again_later_and_after_a_call_that_hangs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    outcomes = iter([UNAVAILABLE, OK])
    monkeypatch.setattr("core.server.store_probes.FRESH", 0.0)
    probe = Probe(lambda: next(outcomes))
    assert probe.ask().state_by(monotonic() + 20) == UNAVAILABLE
    assert probe.ask().state_by(monotonic() + 20) == OK

    monkeypatch.setattr("core.server.store_probes.HOPELESS", 0.0)
    hanging = Event()
    seconds = iter([60.0, 0.0])

    def answers() -> str:
        hanging.wait(next(seconds))
        return OK

    stuck = Probe(answers)
    assert stuck.ask().state_by(monotonic()) == UNAVAILABLE
    assert stuck.ask().state_by(monotonic() + 20) == OK
    hanging.set()


def test_a_probe_that_raises_has_failed() -> None:
    assert Probe(lambda: str(1 // 0)).ask().state_by(monotonic() + 20) == UNAVAILABLE


def test_not_ready_with_the_graph_of_another_installation(stores: None, client: Client) -> None:
    make_user("ada")
    become(None)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert json.loads(response.content)["stores"] == {
        "postgres": "ok",
        "neo4j": "the graph belongs to another installation",
    }
    assert client.get("/readyz?exclude=neo4j").status_code == 200
