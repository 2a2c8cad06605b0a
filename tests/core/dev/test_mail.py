"""Mails on a developer's machine: printed, kept in a folder, shown without running anything."""

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.mail import EmailMultiAlternatives
from django.http import Http404
from django.test import RequestFactory

from core.dev.mail import box
from core.dev.mail.views import mailbox, one_mail

HOSTILE = '<script>alert(1)</script><a href="http://localhost/x/#y">Open</a>'


@pytest.fixture(autouse=True)
def var(settings: LazySettings, tmp_path: Path) -> Path:
    settings.VAR = tmp_path
    settings.EMAIL_BACKEND = "core.dev.mail.backend.EmailBackend"
    return tmp_path


def send(subject: str) -> None:
    mail = EmailMultiAlternatives(subject, "Grüße http://localhost/x/#y <b>", to=["a@example.com"])
    mail.attach_alternative(HOSTILE, "text/html")
    mail.send()


def page(name: str = "") -> str:
    request = RequestFactory().get("/dev/mail/")
    response = one_mail(request, name) if name else mailbox(request)
    assert "default-src 'none'" in response["Content-Security-Policy"]
    return response.content.decode()


def test_every_mail_is_printed_listed_and_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert "Nothing was sent." in page()
    for subject in ("First", "Second <i>"):
        send(subject)
    printed = capsys.readouterr().out
    assert "Mail to a@example.com: First\n\nGrüße http://localhost/x/#y <b>\n" in printed
    newest, oldest = box.mails()
    assert [oldest.subject, newest.subject] == ["First", "Second <i>"]
    listed = page()
    assert listed.index("Second &lt;i&gt;") < listed.index("First")
    shown = page(oldest.name)
    assert "<script>" not in shown
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in shown
    assert '<a href="http://localhost/x/#y">http://localhost/x/#y</a> &lt;b&gt;' in shown
    with pytest.raises(Http404):
        page("nothing")


def test_the_oldest_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(box, "KEPT", 2)
    for subject in "abc":
        send(subject)
    assert [each.subject for each in box.mails()] == ["c", "b"]
