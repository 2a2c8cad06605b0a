"""Guessing passwords in the admin, and changing one's own."""

from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from core.accounts.models import RefreshToken, User
from core.accounts.sessions import sign_in, start_session
from core.accounts.signup import create_user
from core.common.errors import RateLimited
from core.common.rates import Rate
from core.ratelimit.models import Allowance
from tests.addresses import HOME
from tests.core.accounts.factors.worlds import with_app, with_passkey
from tests.jobs import jobs

pytestmark = pytest.mark.usefixtures("stores")

PASSWORD = "correct horse battery"
NEW = "a stable with staples"


def test_attempts_there_and_in_the_api_count_together(settings: LazySettings) -> None:
    settings.RATES = {**settings.RATES, "login_account": Rate(3, "hour")}
    root = create_user(username="root", email="root@example.com", password=PASSWORD)
    User.objects.update(is_staff=True)
    client = Client()

    def enter(password: str) -> tuple[int, bool]:
        form = {"username": "root", "password": password}
        response = client.post("/admin/login/?next=/admin/", form)
        return (
            response.status_code,
            b"Too many attempts. Try again in 20 minutes." in response.content,
        )

    assert [enter("wrong") for _ in range(4)] == [(200, False)] * 3 + [(200, True)]
    assert enter(PASSWORD) == (200, True)
    assert "_auth_user_id" not in client.session
    with pytest.raises(RateLimited):
        sign_in(name="root", password=PASSWORD, address=HOME)
    Allowance.objects.all().delete()
    assert enter(PASSWORD) == (302, False)
    assert client.session["_auth_user_id"] == str(root.pk)


def test_a_second_factor_is_asked_for(settings: LazySettings) -> None:
    root = create_user(
        username="root",
        email="root@example.com",
        password=PASSWORD,
        is_staff=True,
        is_superuser=True,
    )

    def enter(code: str = "", password: str = PASSWORD) -> str:
        """The error of the form; empty where it lets in."""
        form = {"username": "root", "password": password, "code": code}
        response = Client().post("/admin/login/?next=/admin/", form)
        if response.status_code == 302:
            return ""
        [error] = response.context["form"].non_field_errors()
        return str(error)

    assert b'name="code"' in Client().get("/admin/login/").content
    settings.STAFF_NEED_SECOND_FACTOR = True
    assert enter() == "Staff need a second factor here: set one up with the API first."
    app, codes = with_app(root)
    settings.STAFF_NEED_SECOND_FACTOR = False
    assert enter() == (
        "Enter the code of your authenticator app or a recovery code, or sign in with a passkey."
    )
    assert enter("000000") == "This code is wrong."
    code = app.code()
    assert enter(code, "wrong").startswith("Please enter the correct username")
    assert [enter(code), enter(code), enter(codes[0]), enter(codes[0])] == [
        *("", "This code is wrong.") * 2
    ]
    client = Client()
    client.force_login(root)
    action = {"action": "remove_second_factors", "_selected_action": [root.pk]}
    assert client.post("/admin/core/user/", action).status_code == 302
    assert enter() == ""


def challenged(client: Client) -> str:
    """The options for a passkey."""
    response = client.post("/admin/passkey/")
    assert response.headers["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    return response.content.decode()


def test_a_passkey_signs_in_alone(settings: LazySettings) -> None:
    settings.STAFF_NEED_SECOND_FACTOR = True
    root = create_user(username="root", email="root@example.com", password=PASSWORD, is_staff=True)
    phone, _ = with_passkey(root)
    assert b'name="credential"' in Client().get("/admin/login/").content

    def enter(credential: str) -> str:
        """The error of the form; empty where it lets in."""
        client = Client()
        response = client.post("/admin/login/?next=/admin/", {"credential": credential})
        if response.status_code == 302:
            assert client.session["_auth_user_id"] == str(root.pk)
            return ""
        assert "_auth_user_id" not in client.session
        [error] = response.context["form"].non_field_errors()
        return str(error)

    before = len(jobs())
    signed = phone.get(challenged(Client()))
    assert [enter(signed), enter(signed)] == ["", "This passkey was not accepted."]
    assert len(jobs()) == before + 1
    for bad in ("{}", "null", "x" * 30_000, " ", "\0"):
        assert enter(bad) == "This passkey was not accepted.", bad
    phone.verifies = False
    assert enter(phone.get(challenged(Client()))) == "This passkey was not accepted."
    phone.verifies = True
    User.objects.update(is_staff=False)
    assert enter(phone.get(challenged(Client()))).startswith("Please enter the correct username")
    User.objects.update(is_staff=True, is_active=False)
    assert enter(phone.get(challenged(Client()))) == "This account is inactive."


def test_options_for_passkeys_are_for_our_pages_and_bounded(settings: LazySettings) -> None:
    settings.RATES = {**settings.RATES, "challenge_address": Rate(1, "hour")}
    assert Client(enforce_csrf_checks=True).post("/admin/passkey/").status_code == 403
    assert Client().get("/admin/passkey/").status_code == 405
    assert Client().post("/admin/passkey/").status_code == 200
    refused = Client().post("/admin/passkey/")
    assert refused.status_code == 429
    assert refused.json() == {"error": "Too many attempts. Try again in 1 hour."}


def test_a_sign_in_from_elsewhere_sends_one_mail() -> None:
    create_user(username="root", email="root@example.com", password=PASSWORD, is_staff=True)
    form = {"username": "root", "password": PASSWORD}
    for _ in range(2):
        assert Client().post("/admin/login/?next=/admin/", form).status_code == 302
    assert jobs() == [("send_token_mail", "todo", 0)]
    assert Client().post("/admin/login/", {**form, "password": "wrong"}).status_code == 200
    assert len(jobs()) == 1


class Desk:
    """Root at the page of their own password, with a session at the API besides."""

    def __init__(self) -> None:
        self.root = create_user(username="root", email="root@example.com", password=PASSWORD)
        User.objects.update(is_staff=True)
        self.client = Client()
        self.client.force_login(self.root)
        start_session(self.root)

    def change(self, old: str, new: str, again: str | None = None) -> Any:
        """Fill in the page."""
        form = {"old_password": old, "new_password1": new, "new_password2": again or new}
        return self.client.post("/admin/password_change/", form)

    def is_unchanged(self) -> bool:
        """Whether the password is the old one and nobody was signed out."""
        self.root.refresh_from_db()
        return (
            self.root.check_password(PASSWORD)
            and self.root.token_version == 1
            and RefreshToken.objects.get().revoked_at is None
        )


@pytest.mark.parametrize(
    ("old", "new", "again", "message"),
    [
        ("wrong", NEW, NEW, "This password is wrong."),
        (PASSWORD, "short", "short", "This password is too short."),
        (PASSWORD, NEW, "another one", "The two password fields didn’t match."),
        ("", NEW, NEW, "This field is required."),
    ],
)
def test_a_password_that_cannot_be_is_refused(old: str, new: str, again: str, message: str) -> None:
    desk = Desk()
    response = desk.change(old, new, again)
    assert response.status_code == 200
    assert message in response.content.decode()
    assert desk.is_unchanged()


def test_ones_own_password_ends_every_session_but_this() -> None:
    desk = Desk()
    elsewhere = Client()
    elsewhere.force_login(desk.root)
    response = desk.change(PASSWORD, NEW)
    assert (response.status_code, response.headers["Location"]) == (
        302,
        "/admin/password_change/done/",
    )
    desk.root.refresh_from_db()
    assert desk.root.check_password(NEW)
    assert desk.root.token_version == 2
    assert RefreshToken.objects.get().revoked_at is not None
    assert desk.client.get("/admin/").status_code == 200
    assert elsewhere.get("/admin/").status_code == 302


def test_attempts_at_ones_own_password_are_counted(settings: LazySettings) -> None:
    settings.RATES = {**settings.RATES, "login_account": Rate(3, "hour")}
    desk = Desk()
    for _ in range(3):
        assert "This password is wrong." in desk.change("wrong", NEW).content.decode()
    for old in ("wrong", PASSWORD):
        page = desk.change(old, NEW).content.decode()
        assert "Too many attempts. Try again in 20 minutes." in page
        assert "This password is wrong." not in page
    assert desk.is_unchanged()


def test_nobody_changes_a_password_without_being_of_the_staff() -> None:
    desk = Desk()
    User.objects.update(is_staff=False)
    response = desk.change(PASSWORD, NEW)
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/admin/login/")
    assert desk.is_unchanged()
