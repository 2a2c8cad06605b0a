"""PostgreSQL unavailable and back: the responses meanwhile; nothing has to be restarted."""

import logging
from collections.abc import Iterator
from time import monotonic
from typing import Any

import pytest
import requests
from django.db import connection
from pytest_django import DjangoDbBlocker

from api.auth.tokens import access_token
from api.relay.ids import to_global
from tests.api.client import GraphQLClient
from tests.factories import make_post, make_user
from tests.journeys.server import Service, served
from tests.postgres import OwnPostgres, own_postgres
from tests.sessions import session_pid, sessions_of_others, terminate
from tests.waiting import wait_until

pytestmark = pytest.mark.usefixtures("stores")

CODE = "DATABASE_UNAVAILABLE"
MESSAGE = "The database is temporarily unavailable. Try again."
UNAVAILABLE = {"message": MESSAGE, "extensions": {"code": CODE}}
# It is 4 on a machine that has nothing else to do.
FROZEN_SECONDS = 12.0


@pytest.fixture(scope="module")
def postgres(
    installed: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[OwnPostgres]:
    folder = tmp_path_factory.mktemp("own")
    with (
        django_db_blocker.unblock(),
        pytest.MonkeyPatch.context() as patch,
        own_postgres(folder, patch, durable=True) as own,
    ):
        yield own


@pytest.fixture(scope="module")
def server(postgres: OwnPostgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    media = tmp_path_factory.mktemp("service") / "media"
    with served(media, workers=1, DATABASE_URL=postgres.url) as service:
        yield service


@pytest.fixture
def service(server: Service) -> Service:
    """The server with an empty log, and nobody's session with it."""
    server.log.write_text("")
    return server.as_somebody_else()


def absences(service: Service) -> int:
    """How many requests were logged as hurt by PostgreSQL's absence; nothing else was logged."""
    lines = [line for line in service.log.read_text().splitlines() if " api.errors: " in line]
    assert all(" failed, PostgreSQL unavailable: " in line for line in lines)
    assert "Traceback" not in service.log.read_text()
    return len(lines)


def test_unavailable_and_back(postgres: OwnPostgres, service: Service) -> None:
    ada = make_user("ada")
    post = to_global("Post", make_post(ada, "Still here.").pk)
    nobody = service.as_somebody_else()
    service.token = access_token(ada)
    assert service.data("{ me { username } }") == {"me": {"username": "ada"}}
    postgres.kill()
    connection.close()  # this process's session is gone too

    # With a token it ends before anything is executed.
    assert service.post("{ me { username } }") == {"errors": [UNAVAILABLE]}
    # Without one each field fails by itself.
    answer = nobody.post(
        "query ($id: ID!) { post(id: $id) { content } again: post(id: $id) { id } }", id=post
    )
    assert answer["data"] == {"post": None, "again": None}
    assert [(e["message"], e["extensions"]) for e in answer["errors"]] == [
        (MESSAGE, {"code": CODE})
    ] * 2
    [error] = nobody.post('mutation { login(username: "ada", password: "x") { token } }')["errors"]
    assert (error["message"], error["extensions"]) == (MESSAGE, {"code": CODE})
    assert absences(service) == 3
    assert _statuses(service) == {
        "application/json": 200,
        "application/graphql-response+json": 503,
    }
    _what_needs_no_store_goes_on(service)

    postgres.start()
    found = nobody.data("query ($id: ID!) { post(id: $id) { content } }", id=post)
    assert found == {"post": {"content": "Still here."}}
    assert service.data("{ me { username } }") == {"me": {"username": "ada"}}


def _statuses(service: Service) -> dict[str, int]:
    return {
        accept: requests.post(
            f"{service.address}/graphql/",
            json={"query": "{ me { id } }"},
            headers={"Authorization": f"Bearer {service.token}", "Accept": accept},
            timeout=30,
        ).status_code
        for accept in ("application/json", "application/graphql-response+json")
    }


def _what_needs_no_store_goes_on(service: Service) -> None:
    assert requests.get(f"{service.address}/healthz", timeout=30).status_code == 200
    page = requests.get(f"{service.address}/graphql/", headers={"Accept": "text/html"}, timeout=30)
    assert page.status_code == 200 or page.text.startswith("The playground is not built yet.")
    ready = requests.get(f"{service.address}/readyz", timeout=30)
    assert (ready.status_code, ready.json()["stores"]["postgres"]) == (503, "unavailable")


def test_a_session_that_ended_between_two_requests_costs_nobody_an_error(
    service: Service,
) -> None:
    service.token = access_token(make_user("ada"))
    for _ in range(6):
        assert service.data("{ me { username } }") == {"me": {"username": "ada"}}
        ended = sessions_of_others()
        assert ended
        for pid in ended:
            terminate(pid)
    assert absences(service) == 0


def test_a_session_that_ends_in_a_request_is_an_absence(
    caplog: pytest.LogCaptureFixture,
) -> None:
    client = GraphQLClient(make_user("ada"))
    pid = session_pid()

    def die_first(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if "core_notification" in sql:
            terminate(pid)
        return execute(sql, params, many, context)

    try:
        with connection.execute_wrapper(die_first):
            answer = client.answer("{ unreadNotificationsCount again: unreadNotificationsCount }")
    finally:
        connection.close()  # as the end of a request does; Django's test client leaves it out
    assert [error["extensions"] for error in answer["errors"]] == [{"code": CODE}] * 2
    [record] = [record for record in caplog.records if record.name == "api.errors"]
    assert (record.levelno, record.exc_info) == (logging.WARNING, None)
    assert " failed, PostgreSQL unavailable: " in record.getMessage()


def test_a_frozen_server_holds_a_request_for_seconds_and_the_worker_goes_on(
    postgres: OwnPostgres, service: Service
) -> None:
    service.token = access_token(make_user("ada"))
    assert service.data("{ me { username } }") == {"me": {"username": "ada"}}
    postgres.freeze()
    try:
        for _ in range(6):  # on connections that are there, then on new ones
            started = monotonic()
            assert service.post("{ me { username } }") == {"errors": [UNAVAILABLE]}
            assert monotonic() - started < FROZEN_SECONDS
    finally:
        postgres.thaw()
    wait_until(lambda: "errors" not in service.post("{ me { username } }"), seconds=10)


def test_a_slow_statement_of_a_server_that_answers_is_waited_for(service: Service) -> None:
    service.token = access_token(make_user("ada"))
    slow = "CREATE FUNCTION slow() RETURNS trigger AS 'BEGIN PERFORM pg_sleep(5); RETURN NEW; END'"
    with connection.cursor() as cursor:
        cursor.execute(f"{slow} LANGUAGE plpgsql")
        cursor.execute(
            "CREATE TRIGGER slow BEFORE INSERT ON core_post FOR EACH ROW EXECUTE FUNCTION slow()"
        )
    try:
        made = service.data('mutation { createPost(content: "Slow.") { post { content } } }')
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER slow ON core_post; DROP FUNCTION slow()")
    assert made == {"createPost": {"post": {"content": "Slow."}}}
