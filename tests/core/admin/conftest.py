"""Staff signed in to the admin."""

from collections.abc import Callable
from typing import Protocol

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from core.accounts.models import User
from tests.factories import make_user
from tests.web import WebClient


class Pages(Protocol):
    """The text of the admin's page at this path, which must answer 200."""

    def __call__(self, path: str) -> str: ...


@pytest.fixture
def root(stores: None) -> User:
    """A superuser."""
    user = make_user("root")
    user.is_staff = user.is_superuser = True
    user.save()
    return user


@pytest.fixture
def browser(root: User) -> Client:
    """The browser in which `root` is signed in."""
    client = WebClient()
    client.force_login(root)
    return client


@pytest.fixture
def pages(browser: Client) -> Pages:
    """Pages as `root` sees them."""

    def page(path: str) -> str:
        answer = browser.get(f"/admin/{path}")
        assert answer.status_code == 200
        return answer.content.decode()

    return page


@pytest.fixture
def staff(stores: None) -> Callable[..., Client]:
    """Makes a browser of staff who are no superuser and have these permissions."""

    def make(*permissions: str) -> Client:
        user = make_user("clerk")
        user.is_staff = True
        user.save()
        user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
        client = WebClient()
        client.force_login(user)
        return client

    return make
