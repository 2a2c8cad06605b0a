"""Mail reaches a real SMTP server: after the commit, after a refusal again, and not for ever."""

import logging
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.db import connection, transaction
from django.utils import timezone

from core.accounts.models import User
from core.accounts.password_changes import change_password
from core.accounts.signup import create_user
from core.jobs.mail import ATTEMPTS, deliver, send_mail
from core.jobs.worker import drain
from core.moderation.deletion import remove_account
from tests.addresses import HOME
from tests.jobs import jobs
from tests.ports import held_port
from tests.smtp import Server, smtp_server

pytestmark = pytest.mark.usefixtures("stores")

ADDRESS = "ada@example.com"
PASSWORD = "correct horse battery"


@pytest.fixture
def server(settings: LazySettings) -> Iterator[Server]:
    with smtp_server(settings) as server:
        yield server


def logged(caplog: pytest.LogCaptureFixture) -> str:
    """What this project and its queue logged; the SMTP server's own log is not ours."""
    ours = [record for record in caplog.records if record.name.startswith(("core", "procra"))]
    return "\n".join(map(caplog.handler.format, ours))


def make_due() -> None:
    """Let no job wait any longer."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = NULL")


def test_a_mail_is_sent_after_its_transaction_and_once(server: Server) -> None:
    with transaction.atomic():
        send_mail(to=ADDRESS, subject="No", text="Undone.")
        transaction.set_rollback(True)
    with transaction.atomic():
        send_mail(to=ADDRESS, subject="Grüße", text="Hello.\n")
        drain()  # sees nothing that is not committed
        assert server.taken == []
    drain()
    drain()
    [(to, mail)] = server.taken
    assert to == [ADDRESS]
    assert mail["From"] == "Social graph <noreply@social.example.com>"
    assert mail["Message-ID"].endswith("@social.example.com>")
    assert mail.get_payload() == "Hello.\r\n"
    assert jobs() == []


def test_a_refusal_is_tried_again_under_the_same_name(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    server.answers = ["451 Try later"] * 2
    send_mail(to=ADDRESS, subject="Hello", text="Hello.")
    for attempts in (1, 2):
        drain()
        assert server.taken == []
        assert jobs() == [("send_mail", "todo", attempts)]
        drain()  # not due yet
        assert jobs() == [("send_mail", "todo", attempts)]
        make_due()
    drain()
    assert len(server.taken) == 1
    assert jobs() == []
    assert "NotSent: SMTPDataError 451" in logged(caplog)
    assert ADDRESS not in logged(caplog)


def test_an_unavailable_server_is_retried_a_bounded_number_of_times(
    settings: LazySettings, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    settings.EMAIL_PORT = held_port()
    send_mail(to=ADDRESS, subject="Hello", text="Hello.")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET attempts = %s", [ATTEMPTS - 2])
    drain()
    assert jobs() == [("send_mail", "todo", ATTEMPTS - 1)]
    make_due()
    drain()
    assert jobs() == [("send_mail", "failed", ATTEMPTS)]
    assert "NotSent: ConnectionRefusedError" in logged(caplog)
    assert ADDRESS not in logged(caplog)


def test_what_is_refused_for_good_or_too_old_is_dropped(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    server.answers = ["550 No such mailbox"]
    send_mail(to=ADDRESS, subject="Hello", text="Hello.")
    drain()
    long_ago = timezone.now() - timedelta(days=1, seconds=1)
    deliver.defer(
        to=ADDRESS, subject="Old", text=".", message_id="<a@b>", written_at=long_ago.isoformat()
    )
    drain()
    assert server.taken == []
    assert jobs() == []
    warnings = [r.getMessage() for r in caplog.records if r.levelno == logging.WARNING]
    assert warnings == [
        "The mail server permanently rejected a mail (550).",
        "Mail not sent within a day; dropped.",
    ]


def test_an_address_that_is_rejected_gets_no_more(server: Server) -> None:
    ada = create_user(username="ada", email=ADDRESS, password=PASSWORD)
    server.rejected = {ADDRESS}
    send_mail(to=ADDRESS, subject="Hello", text="Hello.")
    drain()
    assert jobs() == []
    assert not User.objects.get(pk=ada.pk).is_email_verified


def test_users_get_mails_about_their_account(server: Server) -> None:
    ada = create_user(username="ada", email=ADDRESS, password=PASSWORD)
    change_password(user=ada, old=PASSWORD, new=f"{PASSWORD} again", address=HOME)
    remove_account(ada)
    drain()
    assert {(to[0], mail["Subject"]) for to, mail in server.taken} == {
        (ADDRESS, "Your password was changed"),
        (ADDRESS, "Your account was deleted"),
    }
    # Nothing of the address is kept once it was used.
    assert jobs() == []
