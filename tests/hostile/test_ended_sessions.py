"""What was issued before a session ended is void, whatever ended it and whatever it is."""

from collections.abc import Callable
from functools import partial
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from api.auth.tokens import access_token
from core.accounts.models import User
from core.accounts.sessions import refresh_session, sign_in, start_session
from core.accounts.signup import create_user
from core.accounts.staff import change_person, set_password
from core.common.errors import InvalidInput, Unauthenticated
from core.moderation.deletion import remove_account
from core.posts.models import Post
from tests.addresses import HOME
from tests.weak_hasher import WeakPasswordHasher

pytestmark = pytest.mark.usefixtures("stores")

PASSWORD = "correct horse battery"
NEW = "a stable with staples"
ME = "{ me { username } }"
MODE = {"Session-Mode": "cookie", "Host": "testserver"}
LOGIN = f'mutation {{ login(username: "ada", password: "{PASSWORD}") {{ user {{ username }} }} }}'
POST = 'later: createPost(content: "Hi.") { post { id } }'
CHANGE = f'changePassword(old: "{PASSWORD}", new: "{NEW}") {{ user {{ username }} }}'


def send(query: str, client: Client | None = None, **headers: str) -> Any:
    response = (client or Client()).post(
        "/graphql/", {"query": query}, content_type="application/json", headers=headers, secure=True
    )
    return response.json()


class Issued:
    """A member of the staff, and everything that can be issued to one."""

    def __init__(self) -> None:
        self.ada = create_user(
            username="ada", email="ada@example.com", password=PASSWORD, is_staff=True
        )
        change_person(person=self.ada.pk, is_superuser=True)
        self.ada.refresh_from_db()
        self.token = access_token(self.ada)
        self.refresh_token = start_session(self.ada).refresh_token
        self.browser, self.admin = Client(), Client()
        assert send(LOGIN, self.browser, **MODE)["data"]["login"]["user"]["username"] == "ada"
        form = {"username": "ada", "password": PASSWORD}
        assert self.admin.post("/admin/login/?next=/admin/", form).status_code == 302

    def by_token(self, query: str) -> Any:
        """The answer to somebody with the access token."""
        return send(query, Authorization=f"Bearer {self.token}")

    def valid(self) -> dict[str, bool]:
        """Whether each still works; the refresh token is then used up."""
        cookies = send(ME, self.browser, **MODE)
        return {
            "access token": self.by_token(ME) == {"data": {"me": {"username": "ada"}}},
            "cookies": cookies == {"data": {"me": {"username": "ada"}}},
            "admin": self.admin.get("/admin/").status_code == 200,
            "refresh token": self._refreshes(),
        }

    def _refreshes(self) -> bool:
        try:
            session = refresh_session(refresh_token=self.refresh_token, address=HOME)
        except Unauthenticated:
            return False
        self.refresh_token = session.refresh_token
        return True


def changed_by_command(issued: Issued, *typed: str) -> None:
    """`manage.py changepassword`, with these typed twice each."""
    answers = iter([password for each in typed for password in (each, each)])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("getpass.getpass", lambda prompt: next(answers))
        call_command("changepassword", "ADA", stdout=StringIO(), stderr=StringIO())


def saved(user: User, password: str, after: Callable[[], object] = bool) -> None:
    """What somebody does in a shell, while something else happens."""
    user = User.objects.get(pk=user.pk)
    after()
    user.set_password(password)
    user.save()


ALL = ("access token", "cookies", "admin", "refresh token")
ENDINGS: dict[str, Callable[[Issued], object]] = {
    "logoutEverywhere": lambda it: it.by_token("mutation { logoutEverywhere { ok } }"),
    "changePassword": lambda it: it.by_token(f"mutation {{ {CHANGE} }}"),
    "a password set by staff": lambda it: set_password(person=it.ada.pk, new=NEW),
    "changepassword": lambda it: changed_by_command(it, NEW),
    "set_password and save": lambda it: saved(it.ada, NEW),
    "set_password and save, by a copy of before another end": lambda it: saved(
        it.ada, NEW, after=lambda: it.by_token("mutation { logoutEverywhere { ok } }")
    ),
    "suspended": lambda it: change_person(person=it.ada.pk, is_active=False),
    "suspended and reinstated": lambda it: [
        change_person(person=it.ada.pk, is_active=active) for active in (False, True)
    ],
    "no longer of the staff": lambda it: change_person(person=it.ada.pk, is_staff=False),
    "off the staff and on it again": lambda it: [
        change_person(person=it.ada.pk, is_staff=staff) for staff in (False, True)
    ],
    "no longer a superuser": lambda it: change_person(person=it.ada.pk, is_superuser=False),
    "deleted by herself": lambda it: it.by_token(
        f'mutation {{ deleteAccount(password: "{PASSWORD}") {{ ok }} }}'
    ),
    "deleted": lambda it: remove_account(it.ada),
}


@pytest.mark.parametrize("ending", ENDINGS.values(), ids=ENDINGS)
def test_nothing_that_was_issued_outlives_the_end(ending: Callable[[Issued], object]) -> None:
    issued = Issued()
    assert issued.valid() == dict.fromkeys(ALL, True)
    ending(issued)
    assert issued.valid() == dict.fromkeys(ALL, False)


@pytest.mark.parametrize(
    "change",
    [
        {"display_name": "Ada"},
        {"email": "ada@example.org"},
        {"is_staff": True, "is_active": True},
        {"username": "ada"},
    ],
    ids=str,
)
def test_a_change_that_takes_no_right_ends_nothing(change: dict[str, Any]) -> None:
    issued = Issued()
    change_person(person=issued.ada.pk, **change)
    assert issued.valid() == dict.fromkeys(ALL, True)


@pytest.mark.parametrize("ending", ["logoutEverywhere { ok }", CHANGE, "deleteAccount({}) { ok }"])
def test_the_rest_of_the_same_document_is_void(ending: str) -> None:
    issued = Issued()
    ending = ending.replace("{}", f'password: "{PASSWORD}"')
    # A new session begins with a new password, and acts for the rest of its document.
    goes_on = ending == CHANGE
    answer = issued.by_token(f"mutation {{ {ending} {POST} }}")
    codes = [error["extensions"]["code"] for error in answer.get("errors", ())]
    assert codes == ([] if goes_on else ["UNAUTHENTICATED"])
    assert Post.objects.count() == int(goes_on)
    [error] = issued.by_token(f"mutation {{ {POST} }}")["errors"]
    assert error["extensions"]["code"] == "UNAUTHENTICATED"


def test_a_new_session_of_the_admin_outlives_the_end_of_the_old_one() -> None:
    issued = Issued()
    issued.by_token("mutation { logoutEverywhere { ok } }")
    form = {"username": "ada", "password": PASSWORD}
    again = partial(issued.admin.post, "/admin/login/?next=/admin/", form)
    assert (again().status_code, issued.admin.get("/admin/").status_code) == (302, 200)
    assert User.objects.get().token_version == 2


def test_the_command_refuses_what_others_refuse_and_changes_nothing() -> None:
    issued = Issued()
    with pytest.raises(CommandError, match="not changed, after 3 attempts"):
        changed_by_command(issued, "short", "password", "ada@example.com")
    with pytest.raises(CommandError, match="The password was not changed"):
        changed_by_command(issued, "short", "")
    with pytest.raises(CommandError, match='User "nobody" not found'):
        call_command("changepassword", "nobody")
    assert issued.valid() == dict.fromkeys(ALL, True)
    assert User.objects.get().check_password(PASSWORD)
    # A second one: of two, one that fails does not keep the other from being taken.
    changed_by_command(issued, "short", NEW)
    assert User.objects.get().check_password(NEW)
    assert issued.valid() == dict.fromkeys(ALL, False)


def test_an_account_that_is_made_ends_nobodys_session(monkeypatch: pytest.MonkeyPatch) -> None:
    issued = Issued()
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", NEW)
    make = partial(call_command, "createsuperuser", interactive=False, verbosity=0)
    make(username="root", email="root@example.com")
    with pytest.raises((CommandError, InvalidInput)):
        make(username="Ada", email="else@example.com")
    assert issued.valid() == dict.fromkeys(ALL, True)
    assert {user.token_version for user in User.objects.all()} == {1}


def test_a_hash_that_is_renewed_ends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    issued = Issued()
    old = User.objects.get().password
    # As after a release that hashes at more cost.
    monkeypatch.setattr(WeakPasswordHasher, "time_cost", 2)
    assert sign_in(name="ada", password=PASSWORD, address=HOME).user.token_version == 1
    assert User.objects.get().password != old
    assert issued.by_token(ME) == {"data": {"me": {"username": "ada"}}}


@pytest.mark.parametrize("fields", [["bio"], ["password"], None], ids=str)
def test_only_a_password_that_is_saved_counts(fields: list[str] | None) -> None:
    issued = Issued()
    user = User.objects.get()
    user.set_password(NEW)
    user.save(update_fields=fields)
    assert issued.valid() == dict.fromkeys(ALL, fields == ["bio"])
    assert user.token_version == User.objects.get().token_version
    user.save()
    user.save(update_fields=["password"])
