"""A record becomes one JSON object in one line."""

import json
import logging
import os
import subprocess
import sys
import threading

import pytest

from core.common.request_stats import begin
from core.telemetry.logs import JsonLines, RequestId


def line(record: logging.LogRecord) -> str:
    RequestId().filter(record)
    return JsonLines().format(record)


def record_of(message: str, *args: object, **more: object) -> logging.LogRecord:
    made = logging.LogRecord("core.x", logging.WARNING, "x.py", 1, message, args, None)
    made.created = 1_700_000_000.25
    made.__dict__.update(more)
    return made


def test_a_record_is_one_object_with_the_id_of_its_request() -> None:
    begin("from-the-proxy-1")

    assert json.loads(line(record_of("Two %s:\n%d", "lines", 7, sql=3))) == {
        "time": "2023-11-14T22:13:20.250+00:00",
        "level": "WARNING",
        "logger": "core.x",
        "message": "Two lines:\n7",
        "request_id": "from-the-proxy-1",
        "sql": 3,
    }


def test_a_traceback_stays_in_the_line() -> None:
    record = record_of("It failed.")
    try:
        raise ValueError("bad")
    except ValueError:
        record.exc_info = sys.exc_info()

    text = line(record)

    assert "\n" not in text
    assert json.loads(text)["exc_info"].endswith("\nValueError: bad")


def test_outside_of_requests_there_is_no_id() -> None:
    found: list[dict[str, object]] = []
    # A thread of its own has answered no request.
    thread = threading.Thread(target=lambda: found.append(json.loads(line(record_of("Alone.")))))
    thread.start()
    thread.join()

    assert "request_id" not in found[0]


@pytest.mark.parametrize(
    ("environ", "form"),
    [
        ({"DJANGO_SETTINGS_MODULE": "core.settings.development"}, "lines"),
        ({"DJANGO_SETTINGS_MODULE": "core.settings.production"}, "json"),
        (
            {"DJANGO_SETTINGS_MODULE": "core.settings.production", "LOG_FORMAT": "lines"},
            "lines",
        ),
    ],
)
def test_production_logs_objects_unless_configured_otherwise(
    environ: dict[str, str], form: str
) -> None:
    assert chosen(environ) == (0, form)


def test_another_form_is_refused() -> None:
    code, said = chosen({"LOG_FORMAT": "xml"})
    assert code == 1
    assert said.endswith("ValueError: LOG_FORMAT is 'xml'; it can be json, lines.")


def chosen(environ: dict[str, str]) -> tuple[int, str]:
    """Exit code, and the form of the log that the settings choose, or why they do not."""
    result = subprocess.run(
        [sys.executable, "-c", "from core.settings.telemetry import LOG_FORMAT; print(LOG_FORMAT)"],
        env={"PATH": os.environ["PATH"], **environ},
        capture_output=True,
        text=True,
        check=False,
    )
    return result.returncode, (result.stdout or result.stderr).strip()
