"""`manage.py jobs_status`."""

import io

import pytest
from django.core.management import CommandError, call_command

from tests.jobs import make_job

pytestmark = pytest.mark.usefixtures("stores")


def said(*arguments: str) -> str:
    out = io.StringIO()
    call_command("jobs_status", *arguments, stdout=out)
    return out.getvalue()


def test_an_empty_queue_is_well() -> None:
    assert said() == "No job.\n"


def test_waiting_jobs_are_listed_and_too_long_is_an_error() -> None:
    make_job("deletion", "todo", waits=120)
    make_job("deletion", "doing", waits=500)
    make_job("mail", "failed", waits=500)
    lines = said("--max-wait", "600").splitlines()
    assert len(lines) == 3
    assert lines[0] == "deletion: 1 doing."
    assert lines[1].startswith("deletion: 1 todo, the oldest for 12")
    assert lines[2] == "mail: 1 failed."
    waits = r"^The oldest job has waited for 12\d\.\d s: is a worker running\?$"
    with pytest.raises(CommandError, match=waits):
        call_command("jobs_status", stdout=io.StringIO())
