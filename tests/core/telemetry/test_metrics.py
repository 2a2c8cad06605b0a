"""What Prometheus reads from a running service, over all of its workers."""

import tempfile
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import requests
from django.utils import timezone

from core.common.request_stats import RequestStats
from core.journal.models import JournalEntry
from core.telemetry.metrics import operation_label
from tests.jobs import make_job
from tests.journeys.server import Instance, Service, running, served
from tests.ports import held_port
from tests.scraping import TOKEN, samples, scrape
from tests.waiting import wait_until

pytestmark = pytest.mark.usefixtures("stores")

SIGN_UP = """
mutation Somebody($name: String!) {
  signup(username: $name, email: "ada@example.com", password: "a-good-pass-phrase") { token }
}
"""


@pytest.fixture(scope="module")
def metered(installed: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """One worker, whose token is in a file."""
    folder = tmp_path_factory.mktemp("metered")
    file = folder / "token"
    file.write_text(f"{TOKEN}\n")
    with running(folder / "media", WEB_CONCURRENCY="1", METRICS_TOKEN_FILE=str(file)) as instance:
        yield instance


def test_requests_are_counted_over_all_workers(tmp_path: Path) -> None:
    preloaded = {"GUNICORN_CMD_ARGS": "--preload"}
    with served(tmp_path / "media", workers=2, METRICS_TOKEN=TOKEN, **preloaded) as service:
        service.token = service.data(SIGN_UP, name="ada")["signup"]["token"]

        def ask() -> None:
            for _ in range(10):
                service.data("query Anything { feed { id } }")

        threads = [threading.Thread(target=ask) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        service.post("{ feed { id } unreadNotificationsCount }")
        service.post("{ nothing }")
        service.as_somebody_else().post("{ feed { id } }")
        found = samples(service.address)

    requests_of = 'social_graph_requests_total{kind="%s",operation="%s",outcome="%s"}'
    assert found[requests_of % ("query", "feed", "ok")] == 40
    assert found[requests_of % ("query", "feed", "refused")] == 1
    assert found[requests_of % ("query", "several", "ok")] == 1
    assert found[requests_of % ("mutation", "signup", "ok")] == 1
    assert found[requests_of % ("none", "none", "refused")] == 1
    assert found['social_graph_request_seconds_count{operation="feed"}'] == 41
    assert found['social_graph_request_seconds_bucket{le="+Inf",operation="feed"}'] == 41
    assert found['social_graph_errors_total{code="BAD_USER_INPUT"}'] == 1
    assert found['social_graph_errors_total{code="UNAUTHENTICATED"}'] == 1
    # 40 times `feed` alone, and once with another field: one statement each, and the sign-up's. And
    # the comparison of both stores, after each new connection to one of them.
    cypher = 'social_graph_statement_seconds_count{outcome="ok",store="neo4j"}'
    assert found[cypher] - 42 in range(2, 20)
    # Five documents, one of which four clients may have sent first.
    hits = found['social_graph_documents_total{result="hit"}']
    misses = found['social_graph_documents_total{result="miss"}']
    assert hits + misses == 44
    assert 5 <= misses <= 8
    assert found["social_graph_journal_written_total"] == 1
    assert found["social_graph_journal_applied_total"] == 1
    assert found["social_graph_breaker_open"] == 0
    assert 1 <= found["social_graph_neo4j_connections_open"] <= 8
    assert found["social_graph_neo4j_connections_in_use"] == 0


def test_only_who_has_the_token_may_read(metered: Instance) -> None:
    refused = [
        requests.get(f"{metered.address}/metrics", timeout=30),
        scrape(metered.address, "another"),
        scrape(metered.address, ""),
    ]
    # By an inner name that ALLOWED_HOSTS does not have.
    token = {"Authorization": f"Bearer {TOKEN}"}
    inner = requests.get(
        f"{metered.address}/metrics", headers={**token, "Host": "web-7"}, timeout=30
    )
    posted = requests.post(f"{metered.address}/metrics", headers=token, timeout=30)

    assert [(answer.status_code, answer.text) for answer in refused] == [(401, "")] * 3
    assert refused[0].headers["WWW-Authenticate"] == "Bearer"
    assert inner.status_code == 200
    assert "social_graph_journal_waiting 0.0\n" in inner.text
    assert posted.status_code == 405


def test_without_a_token_there_are_none(tmp_path: Path) -> None:
    with served(tmp_path / "media", workers=1) as service:
        assert scrape(service.address, "").status_code == 404


def test_the_metrics_of_the_journal(metered: Instance) -> None:
    now = timezone.now()
    for seconds, aside in ((90, None), (30, None), (600, now)):
        JournalEntry.objects.create(
            kind="followed",
            actor=1,
            target=2,
            recorded_at=now - timedelta(seconds=seconds),
            set_aside_at=aside,
        )
    applied = JournalEntry.objects.create(kind="followed", actor=1, target=3)
    JournalEntry.objects.filter(pk=applied.pk).update(
        applied_at=applied.recorded_at + timedelta(seconds=2)
    )

    make_job("deletion", "todo", waits=200)
    make_job("deletion", "todo", waits=100)
    make_job("mail", "failed", waits=900)

    found = samples(metered.address)

    assert found["social_graph_postgres_up"] == 1
    assert found['social_graph_jobs{queue="deletion",status="todo"}'] == 2
    assert found['social_graph_jobs{queue="mail",status="failed"}'] == 1
    assert found["social_graph_jobs_failed"] == 1
    assert 200 <= found["social_graph_jobs_oldest_seconds"] < 260
    assert found["social_graph_journal_waiting"] == 2
    assert found["social_graph_journal_set_aside"] == 1
    assert 90 <= found["social_graph_journal_oldest_seconds"] < 150
    assert found["social_graph_journal_written_total"] == 4
    assert [
        found[f'social_graph_journal_lag_seconds{{quantile="{quantile}"}}']
        for quantile in ("0.5", "0.99", "1")
    ] == [2, 2, 2]
    assert found['social_graph_postgres_connections{state="active"}'] >= 1
    assert found["social_graph_postgres_connections_max"] >= 20


def test_a_scrape_says_that_postgres_is_unavailable(tmp_path: Path) -> None:
    unavailable = f"postgres://nobody@127.0.0.1:{held_port()}/nothing"
    with served(
        tmp_path / "media", workers=1, METRICS_TOKEN=TOKEN, DATABASE_URL=unavailable
    ) as service:
        found = samples(service.address)

    assert found["social_graph_postgres_up"] == 0
    assert "social_graph_journal_waiting" not in found
    assert found["social_graph_breaker_open"] == 0


def test_the_metrics_of_the_breaker(tmp_path: Path) -> None:
    unavailable = f"bolt://127.0.0.1:{held_port()}"
    with served(
        tmp_path / "media", workers=1, METRICS_TOKEN=TOKEN, NEO4J_URL=unavailable
    ) as service:
        service.token = service.data(SIGN_UP, name="ada")["signup"]["token"]
        answer = service.post("{ feed { id } }")
        found = samples(service.address)

    assert answer["errors"][0]["extensions"]["code"] == "GRAPH_UNAVAILABLE"
    assert found["social_graph_breaker_open"] == 1
    assert found["social_graph_breaker_trips_total"] == 1
    assert found['social_graph_errors_total{code="GRAPH_UNAVAILABLE"}'] == 1
    failed = 'social_graph_requests_total{kind="query",operation="feed",outcome="failed"}'
    assert found[failed] == 1
    # The sign-up's entry met an unavailable server; the feed met the breaker.
    failed = 'social_graph_statement_seconds_count{outcome="failed",store="neo4j"}'
    assert found[failed] == 1
    assert found["social_graph_journal_waiting"] == 1


def test_a_dead_worker_has_no_connections_but_what_it_counted_stays(metered: Instance) -> None:
    service = Service(metered.address, metered.log)
    service.data(SIGN_UP, name="ada")
    assert samples(metered.address)["social_graph_neo4j_connections_open"] == 1
    [worker] = metered.process.children()
    worker.kill()

    def is_forgotten() -> bool:
        try:
            return samples(metered.address)["social_graph_neo4j_connections_open"] == 0
        except requests.RequestException:
            return False

    wait_until(is_forgotten)
    found = samples(metered.address)

    signups = 'social_graph_requests_total{kind="mutation",operation="signup",outcome="ok"}'
    assert found[signups] == 1


def test_a_file_without_values_hides_nobody_elses_and_all_go_with_the_server(
    metered: Instance,
) -> None:
    """The last one that asks the instance."""
    wait_until(lambda: len(metered.process.children()) == 1)
    assert samples(metered.address)["social_graph_breaker_open"] == 0
    folder = metrics_folder(metered)
    (folder / "counter_0.db").touch()
    assert samples(metered.address)["social_graph_breaker_open"] == 0
    metered.stop()
    assert not folder.exists()


def metrics_folder(instance: Instance) -> Path:
    """Where the only worker of the instance writes its values."""
    [worker] = instance.process.children()
    places = [Path("/dev/shm"), Path(tempfile.gettempdir())]  # noqa: S108
    files = [file for place in places for file in place.glob(f"metrics-*/*_{worker.pid}.db")]
    [folder] = {file.parent for file in files}
    return folder


@pytest.mark.parametrize(
    ("root_fields", "label"),
    [((), "none"), (("feed",), "feed"), (("feed", "feed"), "feed"), (("feed", "me"), "several")],
)
def test_operations_go_by_one_root_field(root_fields: tuple[str, ...], label: str) -> None:
    assert operation_label(RequestStats("request-1", root_fields=root_fields)) == label
