"""Confirming addresses, changing them, and forgotten passwords: what tokens can and cannot do."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import pytest
from django.conf import LazySettings
from django.core import mail
from django.db import close_old_connections
from django.db.models import F

from core.accounts.auth_backend import user_by_password
from core.accounts.email_changes import cancel_email_change, change_email, confirm_email_change
from core.accounts.mail_tokens import INVALID, MailToken, Purpose, issue
from core.accounts.models import RefreshToken, User
from core.accounts.password_changes import change_password
from core.accounts.password_resets import request_password_reset, reset_password
from core.accounts.session_list import end_sessions_by_mail
from core.accounts.sessions import sign_in, sign_up
from core.accounts.signup import create_user
from core.accounts.staff import change_person
from core.accounts.verification import resend_verification, verify_email
from core.common.errors import DomainError, InvalidInput, RateLimited
from core.common.rates import parse_rate
from core.jobs.worker import drain
from core.moderation.deletion import remove_account
from tests.addresses import HOME
from tests.jobs import jobs

pytestmark = pytest.mark.usefixtures("stores")

PASSWORD, NEW = "correct horse battery", "another long sentence"
LINK = re.compile(r"https://social\.example\.com/account/([a-z-]+)/#([\w-]{43})\n")


def ada(*, is_email_verified: bool = True) -> User:
    return create_user(
        username="ada",
        email="ada@example.com",
        password=PASSWORD,
        is_email_verified=is_email_verified,
    )


def received() -> list[tuple[str, str, str]]:
    """Run the jobs; return the address, the page and the token of each mail since the last time."""
    mail.outbox.clear()
    drain()
    drain()  # what the jobs enqueued as the worker was stopping
    found = []
    for each in mail.outbox:
        link = LINK.search(str(each.body))
        [to] = each.to
        found.append((to, link[1], link[2]) if link else (to, str(each.subject), ""))
    return sorted(found)


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(DomainError) as caught:
        act()
    return caught.value.message


def asked_for_reset() -> str:
    request_password_reset(email="ada@example.com", address=HOME)
    [(_, page, token)] = received()
    assert page == "reset-password"
    return token


def test_a_sign_up_is_confirmed_once_by_the_code_sent_to_it() -> None:
    user = sign_up(
        username="ada", email="ada@example.com", password=PASSWORD, address=HOME, language="de"
    ).user
    assert not user.is_email_verified
    [(to, page, token)] = received()
    assert (to, page) == ("ada@example.com", "verify")
    assert mail.outbox[0].subject.startswith("Bestätige ")
    [row] = MailToken.objects.all()
    assert token not in (row.digest, str(row))
    assert verify_email(token=token, address=HOME).is_email_verified
    assert refusal(lambda: verify_email(token=token, address=HOME)) == INVALID
    resend_verification(user=User.objects.get(), address=HOME)
    assert received() == []


def test_a_token_is_for_one_purpose_for_some_time_and_for_the_address_of_now() -> None:
    user = ada()
    token = issue(user, Purpose.VERIFY, address=user.email, seed="1") or ""
    assert refusal(lambda: reset_password(token=token, new=NEW, address=HOME)) == INVALID
    assert refusal(lambda: confirm_email_change(token=token, address=HOME)) == INVALID
    MailToken.objects.update(expires_at=F("created_at"))
    assert refusal(lambda: verify_email(token=token, address=HOME)) == INVALID
    assert issue(user, Purpose.VERIFY, address=user.email, seed="1") is None
    other = issue(user, Purpose.VERIFY, address=user.email, seed="2") or ""
    User.objects.update(email="else@example.com")
    assert refusal(lambda: verify_email(token=other, address=HOME)) == INVALID


def test_a_retried_job_sends_the_same_token() -> None:
    user = ada()
    first, again = (issue(user, Purpose.RESET, address=user.email, seed="1") for _ in range(2))
    assert first == again
    assert MailToken.objects.count() == 1


def test_a_reset_ends_all_sessions_and_works_once() -> None:
    user = ada()
    token = asked_for_reset()
    assert refusal(lambda: reset_password(token=token, new="password", address=HOME)) == (
        "This password is too common."
    )
    reset_password(token=token, new=NEW, address=HOME)
    assert user_by_password("ada", NEW) == user
    assert User.objects.get().token_version == user.token_version + 1
    assert refusal(lambda: reset_password(token=token, new=PASSWORD, address=HOME)) == INVALID
    assert received() == [("ada@example.com", "Your password was changed", "")]


def test_who_has_no_account_gets_the_same_answer_and_no_mail() -> None:
    ada()
    for email in ("ada@example.com", "nobody@example.com"):
        assert request_password_reset(email=email, address=HOME) is None  # type: ignore[func-returns-value]
    assert jobs() == [("send_password_reset", "todo", 0)] * 2
    assert [to for to, _, _ in received()] == ["ada@example.com"]


def test_changes_of_password_or_address_void_resets() -> None:
    user = ada()
    token = asked_for_reset()
    change_password(user=user, old=PASSWORD, new=NEW, address=HOME)
    assert refusal(lambda: reset_password(token=token, new=PASSWORD, address=HOME)) == INVALID
    received()
    token = asked_for_reset()
    User.objects.update(email="else@example.com")
    assert refusal(lambda: reset_password(token=token, new=PASSWORD, address=HOME)) == INVALID


def test_of_two_resets_at_once_one_wins() -> None:
    ada()
    token = asked_for_reset()

    def reset(new: str) -> str:
        try:
            reset_password(token=token, new=new, address=HOME)
        except InvalidInput as error:
            return error.message
        finally:
            close_old_connections()
        return new

    passwords = [f"{NEW} {number}" for number in range(4)]
    with ThreadPoolExecutor(4) as threads:
        outcomes = list(threads.map(reset, passwords))
    [won] = [each for each in outcomes if each != INVALID]
    assert user_by_password("ada", won) is not None


def test_an_address_changes_once_both_ends_confirm_and_the_old_one_can_cancel() -> None:
    user = ada()
    change_email(user=user, new="new@example.com", password=PASSWORD, address=HOME)
    [(to_old, page, old), (to_new, same_page, new)] = received()
    assert (to_old, to_new) == ("ada@example.com", "new@example.com")
    assert page == same_page == "confirm-email"
    reset = asked_for_reset()
    assert not confirm_email_change(token=new, address=HOME)
    assert User.objects.get().email == "ada@example.com"
    assert confirm_email_change(token=old, address=HOME)
    assert User.objects.get().email == "new@example.com"
    assert refusal(lambda: reset_password(token=reset, new=NEW, address=HOME)) == INVALID
    [(to, page, cancel)] = received()
    assert (to, page) == ("ada@example.com", "cancel-email-change")
    taken = refusal(lambda: create_user(username="eve", email="ADA@example.com", password=NEW))
    assert taken == "This e-mail address is already in use."
    cancel_email_change(token=cancel, address=HOME)
    again = User.objects.get()
    assert (again.email, again.token_version) == ("ada@example.com", user.token_version + 1)
    assert refusal(lambda: cancel_email_change(token=cancel, address=HOME)) == INVALID


def change_to(new: str) -> str:
    """Change ada's address, confirmed at both ends; returns the code that cancels it."""
    old = User.objects.get().email
    change_email(user=User.objects.get(), new=new, password=PASSWORD, address=HOME)
    for _, _, token in received():
        confirm_email_change(token=token, address=HOME)
    [(to, page, cancel)] = received()
    assert (to, page, User.objects.get().email) == (old, "cancel-email-change", new)
    return cancel


def test_who_cancels_a_change_cancels_those_after_it() -> None:
    """Or a thief who changes the address twice could take the account back."""
    ada()
    first, second = change_to("eve@example.com"), change_to("eve2@example.com")
    cancel_email_change(token=first, address=HOME)
    assert refusal(lambda: cancel_email_change(token=second, address=HOME)) == INVALID
    assert User.objects.get().email == "ada@example.com"


def test_an_earlier_change_can_be_cancelled_after_a_later_one() -> None:
    ada()
    first, second = change_to("eve@example.com"), change_to("eve2@example.com")
    cancel_email_change(token=second, address=HOME)
    cancel_email_change(token=first, address=HOME)
    assert User.objects.get().email == "ada@example.com"


def test_an_old_address_is_reserved_before_the_mail_that_can_cancel_is_sent() -> None:
    change_email(user=ada(), new="new@example.com", password=PASSWORD, address=HOME)
    for _, _, token in received():
        confirm_email_change(token=token, address=HOME)
    assert jobs() == [("send_token_mail", "todo", 0)]
    with pytest.raises(InvalidInput, match="already in use"):
        create_user(username="eve", email="ada@example.com", password=NEW)
    [(_, _, cancel)] = received()
    cancel_email_change(token=cancel, address=HOME)
    assert User.objects.get().email == "ada@example.com"


def test_a_new_password_voids_a_change_that_is_not_done() -> None:
    user = ada()
    change_email(user=user, new="eve@example.com", password=PASSWORD, address=HOME)
    tokens = [token for _, _, token in received()]
    change_password(user=user, old=PASSWORD, new=NEW, address=HOME)
    for token in tokens:
        assert refusal(partial(confirm_email_change, token=token, address=HOME)) == INVALID


def test_a_mail_to_an_unconfirmed_address_has_no_text_of_the_user_in_it() -> None:
    user = ada()
    User.objects.update(display_name="Win at https://evil.example")
    change_email(user=user, new="nobody@example.com", password=PASSWORD, address=HOME)
    assert [to for to, _, _ in received()] == ["ada@example.com", "nobody@example.com"]
    texts = {each.to[0]: f"{vars(each)}" for each in mail.outbox}
    assert "evil.example" in texts["ada@example.com"]
    assert "evil.example" not in texts["nobody@example.com"]
    assert "Hello ada," in texts["nobody@example.com"]


def test_an_address_of_somebody_is_not_revealed_and_not_taken() -> None:
    user = ada()
    create_user(username="bob", email="bob@example.com", password=PASSWORD)
    for new in ("bob@example.com", "new@example.com"):
        change_email(user=user, new=new, password=PASSWORD, address=HOME)
        assert jobs() == [("send_change_mails", "todo", 0)]
        sent = received()
        assert sent[0][:2] == ("ada@example.com", "confirm-email")
        assert sent[1][:2] == (
            (new, "Somebody entered your e-mail address")
            if new == "bob@example.com"
            else (new, "confirm-email")
        )


def test_an_address_that_was_never_confirmed_is_not_asked() -> None:
    user = ada(is_email_verified=False)
    received()
    change_email(user=user, new="new@example.com", password=PASSWORD, address=HOME)
    [(to, _, token)] = received()
    assert to == "new@example.com"
    assert confirm_email_change(token=token, address=HOME)
    assert received() == []
    found = User.objects.get()
    assert (found.email, found.is_email_verified) == ("new@example.com", True)


def test_a_newer_change_voids_the_one_before() -> None:
    user = ada()
    change_email(user=user, new="first@example.com", password=PASSWORD, address=HOME)
    [(_, _, old), _] = received()
    change_email(user=user, new="second@example.com", password=PASSWORD, address=HOME)
    assert refusal(lambda: confirm_email_change(token=old, address=HOME)) == INVALID


def test_an_address_that_staff_set_voids_what_was_sent_before() -> None:
    user = ada()
    change_email(user=user, new="new@example.com", password=PASSWORD, address=HOME)
    tokens = [token for _, _, token in received()]
    change_person(person=user.pk, email="staff@example.com")
    for token in tokens:
        assert refusal(partial(confirm_email_change, token=token, address=HOME)) == INVALID
    assert User.objects.get().email == "staff@example.com"


def test_one_address_gets_a_bounded_number_of_mails(settings: LazySettings) -> None:
    ada()
    rate = parse_rate("2/hour", name="RATE_MAILS_TO")
    settings.RATES = {**settings.RATES, "mails_to": rate}
    for _ in range(4):
        request_password_reset(email="ADA@example.com", address=HOME)
    assert len(received()) == 2


def test_nobody_gets_many_mails_that_their_address_is_wanted(settings: LazySettings) -> None:
    ada()
    eve = create_user(
        username="eve", email="eve@example.com", password=PASSWORD, is_email_verified=False
    )
    received()
    rate = parse_rate("1/hour", name="RATE_MAILS_TO")
    settings.RATES = {**settings.RATES, "mails_to": rate}
    for _ in range(3):
        change_email(user=eve, new="ada@example.com", password=PASSWORD, address=HOME)
    assert received() == [("ada@example.com", "Somebody entered your e-mail address", "")]


def test_requests_and_wrong_tokens_are_bounded_by_client(settings: LazySettings) -> None:
    rate = parse_rate("1/hour", name="RATE")
    settings.RATES = {**settings.RATES, "mails_client": rate, "mail_tokens": rate}
    request_password_reset(email="a@example.com", address=HOME)
    with pytest.raises(RateLimited):
        request_password_reset(email="b@example.com", address=HOME)
    assert refusal(lambda: verify_email(token="x", address=HOME)) == INVALID
    with pytest.raises(RateLimited):
        verify_email(token="x", address=HOME)


def test_nothing_of_a_deleted_account_is_left() -> None:
    user = ada()
    asked_for_reset()
    request_password_reset(email=user.email, address=HOME)
    remove_account(user)
    assert MailToken.objects.count() == RefreshToken.objects.count() == 0
    assert received() == [("ada@example.com", "Your account was deleted", "")]


def test_lifetimes_are_as_the_mails_say() -> None:
    user = ada()
    for purpose, hours in zip(Purpose, (24, 1, 24, 24, 7 * 24, 7 * 24), strict=True):
        issue(user, purpose, address=user.email, seed="1")
        row = MailToken.objects.get(purpose=purpose)
        assert row.expires_at - row.created_at == timedelta(hours=hours)


def test_a_sign_in_from_elsewhere_sends_one_mail_with_a_code_that_ends_sessions() -> None:
    user = sign_up(username="ada", email="ada@example.com", password=PASSWORD, address=HOME).user
    User.objects.update(is_email_verified=True)
    received()
    sign_in(name="ada", password=PASSWORD, address=f"{HOME.rpartition('.')[0]}.99")
    assert received() == []
    agent = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
    for _ in range(2):
        sign_in(name="ada", password=PASSWORD, address="198.51.100.7", user_agent=agent)
    [(to, page, token)] = received()
    assert (to, page) == ("ada@example.com", "end-sessions")
    text = str(mail.outbox[0].body)
    assert "Device: Firefox on Linux\nNetwork: 198.51.100.0/24\n" in text
    end_sessions_by_mail(token=token, address=HOME)
    assert User.objects.get().token_version == user.token_version + 1
    assert refusal(lambda: end_sessions_by_mail(token=token, address=HOME)) == INVALID
