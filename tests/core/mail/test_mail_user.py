"""Mails from templates: their languages, what names cannot do in them, and who gets none."""

import io
from email import message_from_bytes
from email.message import Message
from pathlib import Path

import pytest
from django.core.management import call_command

from core.accounts.models import User
from core.accounts.signup import create_user
from core.jobs.mail import new_message_id, signed
from core.mail import mail_user, write
from core.mail.bounces import failed_addresses
from tests.jobs import jobs

pytestmark = pytest.mark.usefixtures("stores")

HOSTILE = "<b>x</b>\r\nBcc: eve@example.com &"


def ada(**more: object) -> User:
    user = create_user(username="ada", email="ada@example.com", password="correct horse battery")
    User.objects.filter(pk=user.pk).update(**more)
    return User.objects.get(pk=user.pk)


def report(action: str, status: str, *, sent_to: str = "ada@example.com") -> bytes:
    """A delivery status notification about ADA@example.com, as a mail server writes it.

    It returns the headers of a mail that was sent to `sent_to`.
    """
    address, message_id = "ADA@example.com", signed(new_message_id(), to=sent_to)
    return (
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
        "--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mx.example\r\n\r\n"
        f"Final-Recipient: rfc822; {address}\r\nAction: {action}\r\nStatus: {status}\r\n\r\n"
        "--b\r\nContent-Type: text/rfc822-headers\r\n\r\n"
        f"Subject: Hello\r\nMessage-ID: {message_id}\r\n\r\n"
        "--b--\r\n"
    ).encode()


def test_a_mail_is_in_the_users_language() -> None:
    english, german = write(ada(), "new_password"), write(ada_in("de"), "new_password")
    assert english.subject == "Your password was changed"
    assert english.text == (
        "Hello ada,\n\nthe password of your account ada was changed, and all your sessions were "
        "ended.\n\nIf this was not you, contact us.\n\n--\nSocial graph, to ada\n"
        "https://social.example.com\n"
    )
    assert '<html lang="en">' in english.html
    assert german.subject == "Dein Passwort wurde geändert"
    assert german.text.startswith("Hallo ada,\n\ndas Passwort ")
    assert '<html lang="de">' in german.html


def ada_in(language: str) -> User:
    user = User.objects.get()
    user.language = language
    return user


def test_a_name_adds_no_header_and_no_element() -> None:
    user = ada(display_name=HOSTILE)
    written = write(user, "new_password")
    assert "\n" not in written.subject
    assert HOSTILE in written.text
    assert "<b>" not in written.html
    assert "&lt;b&gt;x&lt;/b&gt;" in written.html


def test_an_unconfirmed_address_gets_none() -> None:
    mail_user(ada(is_email_verified=False), "new_password")
    assert jobs() == []


@pytest.mark.parametrize(
    ("action", "status", "found"),
    [
        ("failed", "5.1.1", ["ADA@example.com"]),
        ("delayed", "4.4.1", []),
        ("failed", "4.4.7", []),
        ("delivered", "2.0.0", []),
    ],
)
def test_only_a_permanent_failure_counts(action: str, status: str, found: list[str]) -> None:
    message: Message = message_from_bytes(report(action, status))
    assert list(failed_addresses(message)) == found


def test_a_report_that_returns_none_of_the_mails_to_its_address_is_forged() -> None:
    """Eve has mails of ours, though none to ada."""
    forged = report("failed", "5.1.1", sent_to="eve@example.com")
    assert list(failed_addresses(message_from_bytes(forged))) == []
    without = forged.replace(b"text/rfc822-headers", b"text/plain")
    assert list(failed_addresses(message_from_bytes(without))) == []


def test_a_report_may_return_the_whole_mail() -> None:
    whole = report("failed", "5.1.1").replace(b"text/rfc822-headers", b"message/rfc822")
    assert list(failed_addresses(message_from_bytes(whole))) == ["ADA@example.com"]


def test_reports_of_a_maildir_are_read_once(tmp_path: Path) -> None:
    user = ada()
    for name in ("cur", "new", "tmp"):
        (tmp_path / name).mkdir()
    (tmp_path / "new" / "1").write_bytes(report("failed", "5.1.1"))
    (tmp_path / "new" / "2").write_bytes(b"Subject: Hello\r\n\r\nNo report.\r\n")
    printed = []
    for _ in range(2):
        output = io.StringIO()
        call_command("read_bounces", str(tmp_path), stdout=output)
        printed.append(output.getvalue())
    assert printed == ["Marked as bouncing: 1.\n", "Marked as bouncing: 0.\n"]
    assert list((tmp_path / "new").iterdir()) == []
    user.refresh_from_db()
    assert not user.is_email_verified
