"""The command `journal_status`."""

import json
import os
import re
import signal
from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from core.journal.models import JournalEntry
from tests.factories import make_users
from tests.programs import Program

pytestmark = pytest.mark.usefixtures("stores")


def entry(**given: object) -> JournalEntry:
    return JournalEntry.objects.create(**{"kind": "posted", "actor": 1, "target": 99} | given)


def status(*arguments: str) -> tuple[str, str]:
    """What the command prints, and what it refuses with."""
    said = StringIO()
    try:
        call_command("journal_status", "--seconds=0.01", *arguments, stdout=said)
    except CommandError as error:
        return said.getvalue(), str(error)
    return said.getvalue(), ""


def test_all_is_well() -> None:
    make_users("ada", "bob")
    recorded = timezone.now() - timedelta(minutes=5)
    JournalEntry.objects.update(
        recorded_at=recorded, applied_at=recorded + timedelta(milliseconds=7)
    )
    JournalEntry.objects.filter(pk=2).update(applied_at=recorded + timedelta(seconds=1.5))
    said, trouble = status()
    assert re.sub(r"over \d+ ms", "over _", said).splitlines() == [
        "Waiting: 0 entries.",
        "Set aside: 0 entries.",
        "Rate over _: 0.0 written and 0.0 applied a second.",
        "Lag of the newest 2 applied: p50 7 ms, p99 1.5 s, most 1.5 s.",
    ]
    assert trouble == ""


def test_what_is_set_aside_is_shown_and_is_no_health() -> None:
    for number in range(6):
        entry(set_aside_at=timezone.now(), error=f"KeyError: '{number}'\n{'x' * 200}")
    said, trouble = status()
    assert said.splitlines()[:3] == [
        "Waiting: 0 entries.",
        "Set aside: 6 entries, the first of them:",
        f"  1 posted: KeyError: '0' {'x' * 105}…",
    ]
    assert said.splitlines()[-1] == "Lag: none of the newest entries is applied."
    assert len(said.splitlines()) == 9
    assert trouble == "6 entries set aside: see the admin for the errors, and retry there."


def test_max_wait_ends() -> None:
    entry(recorded_at=timezone.now() - timedelta(seconds=90))
    said, trouble = status()
    assert re.match(r"Waiting: 1 entry, the oldest for 90\.\d s\.\n", said)
    assert re.fullmatch(r"The oldest entry has waited for 90\.\d s, more than 60 s\.", trouble)
    assert status("--max-wait=3600")[1] == ""


def test_json_for_machines() -> None:
    make_users("ada")
    recorded = timezone.now() - timedelta(seconds=50)
    waiting = entry(recorded_at=recorded)
    aside = entry(kind="liked", set_aside_at=timezone.now(), error="KeyError: 'x'")
    JournalEntry.objects.filter(pk=1).update(
        recorded_at=recorded, applied_at=recorded + timedelta(seconds=0.25)
    )
    said, trouble = status("--json")
    given = json.loads(said)
    assert 50 <= given["waiting"].pop("oldest_seconds") < 60
    assert given["rate"].pop("seconds") >= 0.01
    assert datetime.fromisoformat(given.pop("at")) > recorded
    assert given == {
        "healthy": False,
        "waiting": {
            "count": 1,
            "at_least": False,
            "oldest_recorded_at": waiting.recorded_at.isoformat(),
        },
        "set_aside": {
            "count": 1,
            "at_least": False,
            "first": [{"id": aside.pk, "kind": "liked", "error": "KeyError: 'x'"}],
        },
        "rate": {"written": 0.0, "applied": 0.0, "at_least": False},
        "lag": {"entries": 1, "p50": 0.25, "p99": 0.25, "most": 0.25},
    }
    assert trouble == "1 entry set aside: see the admin for the errors, and retry there."


def test_it_watches_until_ctrl_c() -> None:
    entry(set_aside_at=timezone.now())
    process = Program(
        *("manage.py", "journal_status", "--watch", "--json", "--seconds=0.1"),
        environ={**os.environ, "SECRET_KEY": "x" * 60},
    )
    try:
        assert process.stdout is not None
        counts = [json.loads(process.stdout.readline())["waiting"]["count"]]
        entry()
        while counts[-1] == 0:
            counts.append(json.loads(process.stdout.readline())["waiting"]["count"])
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=10)
    finally:
        process.kill()
        process.communicate()
    assert counts[-1] == 1
    assert errors == (
        "CommandError: 1 entry set aside: see the admin for the errors, and retry there.\n"
    )
    assert process.returncode == 1


@pytest.mark.parametrize(
    ("argument", "sentence"),
    [
        ("--seconds=0", "--seconds: must be a number of seconds above 0, up to 86400, not '0'."),
        (
            "--seconds=nan",
            "--seconds: must be a number of seconds above 0, up to 86400, not 'nan'.",
        ),
        ("--max-wait=-1", "--max-wait: must be a number of seconds, 0 or more, not '-1'."),
        ("--max-wait=soon", "--max-wait: must be a number of seconds, 0 or more, not 'soon'."),
    ],
)
def test_bad_arguments_are_named(argument: str, sentence: str) -> None:
    assert status(argument) == ("", f"Error: argument {sentence}")
