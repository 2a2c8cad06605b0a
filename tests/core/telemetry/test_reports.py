"""What Sentry receives of a fault, and what it does not."""

import json
import os
import subprocess
import sys
from typing import Any

from tests.receivers import receiving

EMAIL = "ada@example.com"
# The address comes as an argument, since a report shows lines of the program around a fault: also
# those of `python -c` from Python 3.13 on.
PROGRAM = """
import logging
import sys
import django

django.setup()

from django.db import IntegrityError
from core.common.request_stats import begin

begin("from-the-proxy-1")
email = sys.argv[1]
try:
    raise IntegrityError(f"duplicate key\\nDETAIL:  Key (email)=({email}) already exists.")
except IntegrityError:
    logging.getLogger("api.errors").error(
        "Request %s failed at %s.", "from-the-proxy-1", email, exc_info=True,
        extra={"user_id": email},
    )
logging.getLogger("core").warning("No fault: %s", email)
"""


def run(**environ: str) -> None:
    subprocess.run(
        [sys.executable, "-c", PROGRAM, EMAIL],
        env={**os.environ, **environ},
        check=True,
        timeout=60,
    )


def test_a_fault_is_reported_with_its_request_and_nobodys_data() -> None:
    with receiving() as receiver:
        run(SENTRY_DSN=f"http://key@127.0.0.1:{receiver.port}/7", SENTRY_ENVIRONMENT="staging")

    events = [event for path, body in receiver.received for event in events_in(body)]
    assert {path for path, _ in receiver.received} == {"/api/7/envelope/"}
    [event] = events
    assert event["tags"]["request_id"] == "from-the-proxy-1"
    assert event["environment"] == "staging"
    assert event["logger"] == "api.errors"
    assert event["logentry"] == {"message": "Request %s failed at %s."}
    [error] = event["exception"]["values"]
    assert (error["type"], error["value"]) == ("IntegrityError", "duplicate key")
    assert "vars" not in error["stacktrace"]["frames"][-1]
    assert not {"request", "user", "extra", "breadcrumbs"} & set(event)
    assert all(EMAIL.encode() not in body for _, body in receiver.received)


def test_without_a_dsn_the_library_is_not_even_there() -> None:
    program = "import sys, django; django.setup(); print('sentry_sdk' in sys.modules)"
    result = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "SENTRY_DSN": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    assert result.stdout == "False\n"


def events_in(envelope: bytes) -> list[dict[str, Any]]:
    """The events of an envelope: a header, then pairs of a line about an item and the item."""
    _, *items = envelope.splitlines()
    return [
        json.loads(item)
        for about, item in zip(items[::2], items[1::2], strict=True)
        if json.loads(about)["type"] == "event"
    ]
