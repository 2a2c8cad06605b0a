"""A job is enqueued with the documents that it is about, or not at all."""

import logging

import psycopg2
import pytest
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.exceptions import JobAborted
from procrastinate.jobs import Job

from core.accounts.models import User
from core.jobs.retry import Backoff
from core.jobs.worker import drain
from core.moderation.deletion import remove_account
from core.moderation.leftovers import remove_leftovers
from tests.factories import make_users
from tests.jobs import jobs

pytestmark = pytest.mark.usefixtures("stores")


def test_django_stays_on_psycopg2() -> None:
    assert connection.Database is psycopg2  # type: ignore[attr-defined]


def test_a_job_is_part_of_its_transaction() -> None:
    [ada] = make_users("ada")
    with transaction.atomic():
        remove_account(ada)
        assert jobs() == [("send_mail", "todo", 0), ("remove_leftovers", "todo", 0)]
        transaction.set_rollback(True)
    assert jobs() == []
    assert User.objects.filter(pk=ada.pk).exists()

    remove_account(ada)
    assert jobs() == [("send_mail", "todo", 0), ("remove_leftovers", "todo", 0)]
    drain()
    assert jobs() == []
    assert not User.with_deleted.exists()


def test_a_job_that_nobody_knows_fails_and_is_kept(caplog: pytest.LogCaptureFixture) -> None:
    remove_leftovers.configure().defer(user="ada@example.com", more=1)
    with caplog.at_level(logging.INFO):
        drain()
    [(task, status, attempts)] = jobs()
    assert (task, status, attempts) == ("remove_leftovers", "todo", 1)
    # What a job was given can be somebody's address.
    assert "ada@example.com" not in caplog.text
    assert "job_error_retry: remove_leftovers" in caplog.text


def test_pauses_between_attempts_grow_and_are_bounded() -> None:
    backoff = Backoff(attempts=14)
    assert [backoff.pause_after(attempts) for attempts in (0, 1, 2, 10, 11, 12, 13, 99)] == [
        *(2, 4, 8, 2048, 3600, 3600, None, None)
    ]


def test_a_job_that_was_given_back_did_not_fail() -> None:
    job = Job(
        id=1, queue="q", lock=None, queueing_lock=None, task_name="t", attempts=99, priority=0
    )
    decision = Backoff().get_retry_decision(exception=JobAborted(), job=job)
    assert decision is not None
    assert decision.retry_at is not None
    assert decision.retry_at <= timezone.now()
    assert Backoff().get_retry_decision(exception=OSError(), job=job) is None
