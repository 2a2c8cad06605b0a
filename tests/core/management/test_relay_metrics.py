"""The relay serves its own metrics where the settings say."""

import os

import pytest
import requests

from core.journal.models import JournalEntry
from tests.engines import PLAN
from tests.ports import held_port
from tests.programs import run
from tests.relays import relay_process
from tests.scraping import TOKEN, samples, scrape
from tests.waiting import wait_until

pytestmark = pytest.mark.usefixtures("stores")


def test_the_relay_tells_what_it_brought_to_the_graph() -> None:
    JournalEntry.objects.create(kind="followed", actor=1, target=2)
    port = held_port()
    address = f"http://127.0.0.1:{port}"
    with relay_process(METRICS_TOKEN=TOKEN, RELAY_METRICS_PORT=str(port)) as process:
        assert scrape(address, "another").status_code == 401
        assert requests.get(address, timeout=30).status_code == 401
        wait_until(lambda: samples(address)["social_graph_journal_applied_total"] == 1)
        found = samples(address)
        assert found['social_graph_statement_seconds_count{outcome="ok",store="neo4j"}'] >= 1
        assert found["social_graph_breaker_open"] == 0
        process.terminate()
        assert process.wait(timeout=20) == 0


def test_a_port_without_a_token_is_refused() -> None:
    environ = {**os.environ, "METRICS_TOKEN": "", "RELAY_METRICS_PORT": "9101"}
    result = run("manage.py", "check", environ=environ)
    assert result.returncode == 1
    assert result.stderr.endswith("ValueError: RELAY_METRICS_PORT needs METRICS_TOKEN.\n")


def test_a_relay_with_a_wrong_password_goes_on_and_shows_it(stores: None) -> None:
    port = held_port()
    wrong = PLAN.neo4j_url.replace("://neo4j:", "://neo4j:not-", 1)
    with relay_process(
        NEO4J_URL=wrong, METRICS_TOKEN=TOKEN, RELAY_METRICS_PORT=str(port)
    ) as process:
        address = f"http://127.0.0.1:{port}"
        wait_until(lambda: samples(address)["social_graph_breaker_open"] == 1)
        assert process.poll() is None
