"""Guessing passwords at the admin's door."""

import pytest
from django.conf import LazySettings
from django.test import Client

from core.errors import RateLimited
from core.models import Allowance, User
from core.rates import Rate
from core.services.accounts import create_user
from core.services.sessions import sign_in
from tests.addresses import HOME

pytestmark = pytest.mark.usefixtures("stores")

PASSWORD = "correct horse battery"


def test_tries_there_and_at_the_api_are_counted_as_one(settings: LazySettings) -> None:
    settings.RATES = {**settings.RATES, "login_account": Rate(3, "hour")}
    root = create_user(username="root", email="root@example.com", password=PASSWORD)
    User.objects.update(is_staff=True)
    client = Client()

    def enter(password: str) -> tuple[int, bool]:
        form = {"username": "root", "password": password}
        response = client.post("/admin/login/?next=/admin/", form)
        return response.status_code, b"Too many tries. Try again in 20 minutes." in response.content

    assert [enter("wrong") for _ in range(4)] == [(200, False)] * 3 + [(200, True)]
    assert enter(PASSWORD) == (200, True)
    assert "_auth_user_id" not in client.session
    with pytest.raises(RateLimited):
        sign_in(name="root", password=PASSWORD, address=HOME)
    Allowance.objects.all().delete()
    assert enter(PASSWORD) == (302, False)
    assert client.session["_auth_user_id"] == str(root.pk)
