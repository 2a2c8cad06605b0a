"""Alive and ready, with real stores and without one."""

import json
import socket
from time import monotonic

import pytest
from django.conf import settings
from django.test import Client

from graph.connection import driver


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
