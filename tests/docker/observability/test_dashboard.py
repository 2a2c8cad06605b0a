"""Every panel of the dashboard has something to show, and no alarm rings without a reason."""

import re
import shutil
import subprocess
from functools import partial
from pathlib import Path

import pytest

from core.telemetry import metrics
from core.telemetry.collectors import Stores
from tests.waiting import wait_until

from .prometheus import (
    FOLDER,
    Prometheus,
    make_people,
    make_traffic,
    panel_expressions,
    watched_service,
)

needs_prometheus = pytest.mark.skipif(
    not (shutil.which("prometheus") and shutil.which("promtool")),
    reason="no prometheus and promtool here (Debian: apt install prometheus)",
)


@needs_prometheus
def test_every_panel_has_data_while_the_service_is_used(stores: None, tmp_path: Path) -> None:
    expressions = panel_expressions()
    assert len(expressions) == 36
    with watched_service(tmp_path) as (service, prometheus):
        people = make_people(service)

        def all_answer() -> bool:
            make_traffic(people)
            return all(prometheus.ask(expression) for _, expression in expressions)

        wait_until(all_answer, seconds=90, every=0.5)
        # What is pending goes again unless it lasts, as that of a scrape that took over a second.
        wait_until(lambda: prometheus.ask("ALERTS") == [], seconds=30, every=0.5)
        # Each entry is applied once: by its request, or by the relay where that took too long.
        applied, written = (
            partial(value, prometheus, expression)
            for expression in (
                "sum(social_graph_journal_applied_total)",
                "max(social_graph_journal_written_total)",
            )
        )
        wait_until(lambda: applied() == written() > 0, seconds=30, every=0.5)


def value(prometheus: Prometheus, expression: str) -> float:
    """The one sample that there is."""
    [sample] = prometheus.ask(expression)
    return float(sample["value"][1])


@needs_prometheus
@pytest.mark.parametrize(
    "arguments", [["check", "rules", "rules.yml"], ["test", "rules", "rules.test.yml"]]
)
def test_the_alarms_ring_when_they_should(arguments: list[str]) -> None:
    result = subprocess.run(
        ["promtool", *arguments],
        cwd=FOLDER / "prometheus",
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    assert "SUCCESS" in result.stdout


def test_alarms_and_panels_name_metrics_that_there_are(stores: None) -> None:
    made = {
        name
        for family in [*(one for each in ALL for one in each.collect()), *Stores().collect()]
        for name in names_of(family.name, family.type)
    }
    rules = (FOLDER / "prometheus" / "rules.yml").read_text()
    texts = [rules, *(expression for _, expression in panel_expressions())]
    asked = {name for text in texts for name in re.findall(r"social_graph_\w+", text)}

    assert len(asked) > 15
    assert asked <= made


ALL = [
    metrics.requests,
    metrics.request_seconds,
    metrics.errors,
    metrics.documents,
    metrics.statement_seconds,
    metrics.breaker_open,
    metrics.breaker_trips,
    metrics.neo4j_in_use,
    metrics.neo4j_open,
    metrics.entries_applied,
    metrics.task_errors,
]


def names_of(name: str, kind: str) -> list[str]:
    """The names of the samples of a metric."""
    endings = {"counter": ["_total"], "histogram": ["_bucket", "_count", "_sum"]}
    return [f"{name}{ending}" for ending in endings.get(kind, [""])]
