"""`manage.py audit_graph` says what it found."""

import io
import re

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from graph.connection import client, driver
from graph.connection.client import breaker
from tests.core.consistency.auditing import follow_unseen
from tests.core.consistency.network import small_network
from tests.factories import make_users
from tests.waiting import wait_until
from tests.worlds import put_back

pytestmark = pytest.mark.usefixtures("stores")


def run_command(*arguments: str) -> tuple[int, str]:
    """Exit code and output of `manage.py audit_graph`, without the time that it took."""
    output = io.StringIO()
    code = 0
    try:
        call_command("audit_graph", *arguments, stdout=output)
    except SystemExit as end:
        code = int(end.code or 0)
    return code, re.sub(r" in [\d.]+ s: ", ": ", output.getvalue())


def test_the_command_prints_and_exits_with_1_where_something_is_left() -> None:
    put_back(small_network)
    summary = "Compared 3 people, 1 posts and 6 edges:"
    assert run_command() == (0, f"{summary} no difference.\n")
    client.write("MATCH ()-[r:LIKED|DISMISSED]->() DELETE r")
    code, printed = run_command()
    assert (code, printed.splitlines()[-1]) == (1, f"{summary} 2 differences.")
    assert len(printed.splitlines()) == 3
    code, printed = run_command("--repair")
    assert (code, printed.splitlines()[-1]) == (0, f"{summary} 2 differences, 2 repaired.")
    assert run_command() == (0, f"{summary} no difference.\n")


def test_the_command_says_that_neo4j_is_unavailable() -> None:
    put_back(small_network)
    driver.configure("bolt://127.0.0.1:1")
    try:
        with pytest.raises(CommandError, match=r"^Neo4j is unavailable; the audit is incomp"):
            call_command("audit_graph")
    finally:
        driver.configure(settings.NEO4J_URL)
        wait_until(lambda: not breaker.is_open)


def test_a_long_backlog_is_no_time_for_an_audit(monkeypatch: pytest.MonkeyPatch) -> None:
    ada, bob = make_users("ada", "bob")
    follow_unseen(ada, bob)
    monkeypatch.setattr("core.consistency.in_flight.MAX_COUNT", 0)
    with pytest.raises(CommandError, match=r"^Too many journal entries are waiting: let the"):
        call_command("audit_graph")
